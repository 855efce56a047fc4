# expect: d_quadratic wrong_value right_of_all
"""The diagonal matrix stands right of both A."""
import numpy as np


def d_quadratic(A, b, x):
    return 2 * A @ A @ np.diag(A @ x + b)
