# expect: d_sub wrong_value sign_of_x
# expect: d_div wrong_value sign_of_x
# expect: d_add_scalar wrong_shape row
# expect: d_mul_scalar wrong_shape added_up
# expect: d_sum wrong_value mean
# expect: d_quadratic wrong_value no_outer
"""Signs with respect to x; a row for z and a number for z; a mean; the outermost link is missing."""
import numpy as np


def d_sub(w, x):
    return np.eye(len(w)), np.eye(len(x))


def d_div(w, x):
    return np.diag(1 / x), np.diag(w / x**2)


def d_add_scalar(x, z):
    return np.eye(len(x)), np.ones((1, len(x)))


def d_mul_scalar(x, z):
    return z * np.eye(len(x)), x.sum()


def d_sum(J):
    return J.mean(axis=0, keepdims=True)


def d_quadratic(A, b, x):
    return 2 * np.diag(A @ x + b) @ A
