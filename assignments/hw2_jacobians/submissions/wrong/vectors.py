# expect: d_add wrong_shape vector
# expect: d_sub wrong_shape vector
# expect: d_mul wrong_shape vector
# expect: d_div wrong_shape vector
# expect: d_add_scalar wrong_shape vector_for_x
# expect: d_mul_scalar wrong_shape flat_column
# expect: d_sum wrong_shape column
# expect: chain wrong_shape transposed
# expect: d_quadratic wrong_value transposed
"""Diagonals as vectors; a column for a row; transposes."""
import numpy as np


def d_add(w, x):
    return np.ones(len(w)), np.ones(len(x))


def d_sub(w, x):
    return np.ones(len(w)), -np.ones(len(x))


def d_mul(w, x):
    return x, w


def d_div(w, x):
    return 1 / x, -w / x**2


def d_add_scalar(x, z):
    return np.ones(len(x)), np.ones((len(x), 1))


def d_mul_scalar(x, z):
    return z * np.eye(len(x)), x.copy()


def d_sum(J):
    return J.sum(axis=0).reshape(-1, 1)


def chain(J_outer, J_inner):
    return (J_outer @ J_inner).T


def d_quadratic(A, b, x):
    return 2 * (A @ np.diag(A @ x + b) @ A).T
