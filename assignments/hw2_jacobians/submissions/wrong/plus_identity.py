# expect: d_quadratic wrong_value plus_identity
"""The outer b leaves an identity matrix behind."""
import numpy as np


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x + b) @ A + np.eye(len(x))
