# Nandini R. - HW1

import numpy as np


def unit(shape, where):
    e = np.zeros(shape)
    e[where] = 1.0
    return e


def central(f, x, direction, eps):
    """Slope of f at x along a direction."""
    return (f(x + eps * direction) - f(x - eps * direction)) / (2.0 * eps)


def directions(x):
    for where in np.ndindex(np.shape(x)):
        yield where, unit(np.shape(x), where)


def numerical_gradient(f, x, eps=1e-5):
    g = np.zeros(np.shape(x))
    for where, e in directions(x):
        g[where] = central(f, x, e, eps)
    return g


def jacobian(f, x, eps=1e-5):
    return np.hstack([np.reshape(central(f, x, e, eps), (-1, 1)) for _, e in directions(x)])


def hessian(f, x, eps=1e-4):
    # d/dx_j of (d/dx_i f), both central
    n = len(x)
    H = np.zeros((n, n))
    for (i,), e in directions(x):
        slope_i = lambda p: central(f, p, e, eps)
        for (j,), d in directions(x):
            H[i, j] = central(slope_i, x, d, eps)
    return (H + H.T) / 2


def gradient_check(f, grad, x, eps=1e-5):
    def rel(a, n):
        return 0.0 if a == n else abs(a - n) / max(abs(a), abs(n))
    pairs = zip(np.ravel(grad(x)), np.ravel(numerical_gradient(f, x, eps)))
    return max(rel(a, n) for a, n in pairs)
