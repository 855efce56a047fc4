# expect: d_div wrong_value no_w
# expect: d_quadratic wrong_value no_bias
"""b is left out of u; -1/x² instead of -w/x²."""
import numpy as np


def d_div(w, x):
    return np.diag(1 / x), np.diag(-1 / x**2)


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x) @ A
