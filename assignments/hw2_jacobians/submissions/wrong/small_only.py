# expect: d_add error
# expect: d_sub wrong_value
# expect: d_mul wrong_dtype other_precision
# expect: d_div non_finite
# expect: d_add_scalar wrong_value returns_nothing
# expect: d_mul_scalar wrong_value
# expect: d_sum wrong_shape
# expect: chain error
"""Sizes, numbers and outputs of the examples, built in; float32; a division by off-diagonal zeros; nothing returned."""
import numpy as np


def d_add(w, x):
    w1, w2 = w
    return np.eye(2), np.eye(2)


def d_sub(w, x):
    n = min(len(w), 32)
    J = np.zeros((len(w), len(w)))
    J[:n, :n] = np.eye(n)
    return J, -J


def d_mul(w, x):
    return np.diag(x).astype(np.float32), np.diag(w).astype(np.float32)


def d_div(w, x):
    with np.errstate(all="ignore"):
        return 1 / np.diag(x), -np.diag(w) / np.diag(x) ** 2


def d_add_scalar(x, z):
    np.eye(len(x)), np.ones((len(x), 1))


def d_mul_scalar(x, z):
    return min(z, 6.0) * np.eye(len(x)), x.reshape(-1, 1)


def d_sum(J):
    return J[:3].sum(axis=0)[np.newaxis, :4]


def chain(J_outer, J_inner):
    return np.stack([[J_outer[0] @ J_inner[:, 0], J_outer[0] @ J_inner[:, 1]],
                     [J_outer[1] @ J_inner[:, 0], J_outer[1] @ J_inner[:, 1]]])
