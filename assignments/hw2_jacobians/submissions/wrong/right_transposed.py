# expect: d_quadratic wrong_value right_transposed
"""The Jacobian of A x is taken for the transpose of A."""
import numpy as np


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x + b) @ A.T
