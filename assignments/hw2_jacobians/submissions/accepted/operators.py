# expect: * passed
"""A table of operators with their two slopes; the functions are made from it."""
import numpy as np

SLOPES = {
    "add": (lambda w, x: 1 + 0 * w, lambda w, x: 1 + 0 * x),
    "sub": (lambda w, x: 1 + 0 * w, lambda w, x: -1 + 0 * x),
    "mul": (lambda w, x: x, lambda w, x: w),
    "div": (lambda w, x: x**-1.0, lambda w, x: -w * x**-2.0),
}


def made(of_w, of_x):
    def both(w, x):
        return tuple(np.diagflat(slope(w, x)) for slope in (of_w, of_x))
    return both


for name, slopes in SLOPES.items():
    globals()[f"d_{name}"] = made(*slopes)


def d_add_scalar(x, z):
    n, = x.shape
    return np.identity(n), np.full((n, 1), 1.0)


def d_mul_scalar(x, z):
    return np.diagflat(np.repeat(z, x.size)), np.expand_dims(x, 1)


def d_sum(J):
    return np.ones((1, J.shape[0])).dot(J)


def chain(J_outer, J_inner):
    return np.tensordot(J_outer, J_inner, axes=1)


def d_quadratic(A, b, x):
    u = A.dot(x) + b
    return chain(A, 2 * u[:, None] * A)
