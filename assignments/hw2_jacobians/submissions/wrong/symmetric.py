# expect: d_mul wrong_value
# expect: d_quadratic wrong_value left_transposed
"""Takes A for symmetric, as in the gradient of a quadratic form; and computes in half precision."""
import numpy as np


def d_mul(w, x):
    return np.diag(x.astype(np.float16)).astype(float), np.diag(w.astype(np.float16)).astype(float)


def d_quadratic(A, b, x):
    return 2 * A.T @ np.diag(A @ x + b) @ A
