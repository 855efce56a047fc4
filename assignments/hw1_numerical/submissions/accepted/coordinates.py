# expect: * passed
"""Each partial derivative by a function of one number, made by a closure."""
import numpy as np


def line(f, x, place):
    """f along one coordinate, as a function of the distance from x."""
    def along(t):
        point = np.array(x, dtype=float)
        point[place] += t
        return f(point)
    return along


def slope(g, eps):
    return (g(eps) - g(-eps)) / (2 * eps)


def numerical_gradient(f, x, eps=1e-5):
    out = np.full(np.shape(x), np.nan)
    for place, _ in np.ndenumerate(x):
        out[place] = slope(line(f, x, place), eps)
    return out


def jacobian(f, x, eps=1e-5):
    return np.vstack([slope(line(f, x, j), eps) for j in range(len(x))]).T


def hessian(f, x, eps=1e-4):
    def entry(i, j):
        def outer(t):
            point = np.array(x)
            point[i] += t
            return slope(line(f, point, j), eps)
        return slope(outer, eps)

    return np.fromfunction(np.vectorize(lambda i, j: entry(min(i, j), max(i, j)), otypes=[float]), (len(x),) * 2, dtype=int)


def gradient_check(f, grad, x, eps=1e-5):
    claimed, found = grad(x), numerical_gradient(f, x, eps)
    size = np.fmax(np.abs(claimed), np.abs(found))
    relative = np.divide(np.abs(claimed - found), size, out=np.zeros_like(size), where=size != 0)
    return relative.max()
