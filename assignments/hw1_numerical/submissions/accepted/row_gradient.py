# expect: * passed
"""The gradient of a vector is a row (1, n), which is taken too; generators and recursion."""
import numpy as np


def moved(x, *moves):
    """x with each (place, distance) added."""
    z = np.array(x, dtype="float64")
    for place, distance in moves:
        z[place] += distance
    return z


def partials(f, x, eps):
    for place in np.ndindex(*np.shape(x)):
        yield (f(moved(x, (place, +eps))) - f(moved(x, (place, -eps)))) / (2 * eps)


def numerical_gradient(f, x, eps=1e-5):
    values = np.fromiter(partials(f, x, eps), dtype=float)
    return values[None, :] if np.ndim(x) == 1 else values.reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.hstack([np.reshape(column, (-1, 1)) for column in partials(f, x, eps)])


def difference(f, x, places, eps):
    """The central difference of f along each of `places`, one after the other."""
    if not places:
        return f(x)
    first, *rest = places
    ahead, behind = (difference(f, moved(x, (first, s * eps)), rest, eps) for s in (1, -1))
    return (ahead - behind) / (2 * eps)


def hessian(f, x, eps=1e-4):
    n = len(x)
    return [[difference(f, x, [i, j], eps) for j in range(n)] for i in range(n)]


def gradient_check(f, grad, x, eps=1e-5):
    def error(a, n):
        return 0.0 if a == n == 0 else abs(a - n) / max(abs(a), abs(n))

    return max(map(error, np.asarray(grad(x)).flat, numerical_gradient(f, x, eps).flat))
