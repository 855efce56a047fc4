# expect: * passed
"""Each answer built from the others: quotient from product, quadratic from chain; functools throughout."""
import functools
import operator

import numpy as np


def linear_in(w_rate, x_rate):
    """The Jacobians of a ⊙ w + b ⊙ x for rates that are functions of (w, x)."""
    def jacobians(w, x):
        fill = functools.partial(np.broadcast_to, shape=np.shape(w))
        return np.diagflat(fill(w_rate(w, x))), np.diagflat(fill(x_rate(w, x)))
    return jacobians


one = lambda w, x: 1.0
d_add = linear_in(one, one)
d_sub = linear_in(one, lambda w, x: -1.0)
d_mul = linear_in(lambda w, x: x, lambda w, x: w)


def d_div(w, x):
    J_w, J_r = d_mul(w, np.reciprocal(x))
    return J_w, chain(J_r, np.diag(-1.0 / np.square(x)))


def expand(binary, x, z):
    J_x, J_z = binary(x, np.full_like(x, z))
    return J_x, J_z.sum(axis=1).reshape(len(x), 1)


d_add_scalar = functools.partial(expand, d_add)
d_mul_scalar = functools.partial(expand, d_mul)


def d_sum(J):
    return chain(np.ones((1, len(J))), J)


def chain(*jacobians):
    return functools.reduce(operator.matmul, jacobians)


def d_quadratic(A, b, x):
    return chain(A, sum(d_mul(A @ x + b, A @ x + b)), A)
