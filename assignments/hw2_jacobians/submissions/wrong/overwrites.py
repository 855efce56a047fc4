# expect: d_mul mutated_input
# expect: d_div mutated_input
# expect: d_mul_scalar mutated_input
# expect: chain mutated_input
# expect: d_quadratic mutated_input
"""Right values, computed in the arguments' own memory."""
import numpy as np


def d_mul(w, x):
    J = np.diag(x), np.diag(w)
    w *= x
    return J


def d_div(w, x):
    J_w = np.diag(1 / x)
    w /= -(x**2)
    return J_w, np.diag(w)


def d_mul_scalar(x, z):
    J_z = x.copy()[:, None]
    x[:] = z
    return np.diag(x), J_z


def chain(J_outer, J_inner):
    J = J_outer @ J_inner
    J_inner[:] = 0
    return J


def d_quadratic(A, b, x):
    b += A @ x
    return 2 * A @ np.diag(b) @ A
