# expect: d_add wrong_value everywhere
# expect: d_sub wrong_value everywhere
# expect: d_mul wrong_value everywhere
# expect: d_div wrong_value everywhere
# expect: d_add_scalar wrong_value everywhere
# expect: d_mul_scalar wrong_value everywhere
# expect: d_sum wrong_value ones
# expect: chain error element_wise
# expect: d_quadratic wrong_value no_two
"""No zeros beside the diagonal; ones for every sum; an element-wise product for the chain; the 2 is lost."""
import numpy as np


def rows(v):
    return np.tile(v, (len(v), 1))


def d_add(w, x):
    return np.ones((len(w), len(w))), np.ones((len(x), len(x)))


def d_sub(w, x):
    return np.ones((len(w), len(w))), -np.ones((len(x), len(x)))


def d_mul(w, x):
    return rows(x), rows(w)


def d_div(w, x):
    return rows(1 / x), rows(-w / x**2)


def d_add_scalar(x, z):
    return np.ones((len(x), len(x))), np.ones((len(x), 1))


def d_mul_scalar(x, z):
    return np.full((len(x), len(x)), z), x.reshape(-1, 1)


def d_sum(J):
    return np.ones((1, J.shape[1]))


def chain(J_outer, J_inner):
    return J_outer * J_inner


def d_quadratic(A, b, x):
    return A @ np.diag(A @ x + b) @ A
