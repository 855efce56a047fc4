# expect: d_add wrong_shape one_only
# expect: d_mul wrong_shape one_only
# expect: d_div wrong_value power_of_x
# expect: d_sum wrong_shape all_added_up
# expect: d_quadratic wrong_value no_inner
"""A power of x is lost; only the Jacobian with respect to w; all of J added up; the innermost link is missing."""
import numpy as np


def d_add(w, x):
    return np.eye(len(w))


def d_mul(w, x):
    return np.diag(x)


def d_div(w, x):
    return np.diag(1 / x), np.diag(-w / x)


def d_sum(J):
    return J.sum()


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x + b)
