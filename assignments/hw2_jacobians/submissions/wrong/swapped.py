# expect: d_add passed
# expect: d_sub wrong_value swapped
# expect: d_mul wrong_value swapped
# expect: d_div wrong_value swapped
# expect: d_add_scalar wrong_shape square_for_z
# expect: d_mul_scalar wrong_value swapped
# expect: d_sum wrong_shape over_inputs
# expect: chain error order
# expect: d_quadratic wrong_value left_of_all
"""Everything in the wrong order: Jacobians, axes, factors."""
import numpy as np


def d_add(w, x):
    return np.eye(len(x)), np.eye(len(w))


def d_sub(w, x):
    return -np.eye(len(x)), np.eye(len(w))


def d_mul(w, x):
    return np.diag(w), np.diag(x)


def d_div(w, x):
    return np.diag(-w / x**2), np.diag(1 / x)


def d_add_scalar(x, z):
    return np.eye(len(x)), np.eye(len(x))


def d_mul_scalar(x, z):
    return np.diag(x), np.full((len(x), 1), z)


def d_sum(J):
    return J.sum(axis=1)


def chain(J_outer, J_inner):
    return J_inner @ J_outer


def d_quadratic(A, b, x):
    return 2 * np.diag(A @ x + b) @ A @ A
