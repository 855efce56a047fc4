# expect: * passed
"""Zeros filled in place with fill_diagonal, index arrays and out=; a class that bundles it all."""
import numpy as np


class Jacobians:
    """Static helpers."""

    @staticmethod
    def diagonal(values, n):
        J = np.zeros((n, n))
        np.fill_diagonal(J, values)
        return J

    @classmethod
    def pair(cls, first, second, n):
        return [cls.diagonal(first, n), cls.diagonal(second, n)]


def d_add(w, x):
    return Jacobians.pair(1, 1, len(w))


def d_sub(w, x):
    return Jacobians.pair(1, -1, len(w))


def d_mul(w, x):
    return Jacobians.pair(x, w, len(w))


def d_div(w, x):
    return Jacobians.pair(1 / x, -w / (x * x), len(w))


def d_add_scalar(x, z):
    return np.eye(len(x), dtype=int), np.ones([len(x), 1], dtype=int)


def d_mul_scalar(x, z):
    J_z = np.zeros((len(x), 1))
    J_z[np.arange(len(x)), 0] = x
    return Jacobians.diagonal(z, len(x)), J_z


def d_sum(J):
    row = np.zeros((1, J.shape[1]))
    for r in J:
        row += r
    return row


def chain(J_outer, J_inner):
    out = np.empty((J_outer.shape[0], J_inner.shape[1]))
    np.dot(J_outer, J_inner, out=out)
    return out


def d_quadratic(A, b, x):
    J = A.copy()
    J *= 2 * (np.matmul(A, x) + b)
    return np.dot(J, A)
