# expect: * passed
"""A working copy is moved entry by entry and put back exactly; plain loops, the Hessian mirrored."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    point = np.array(x, dtype=np.float64)
    grad = np.zeros(point.shape)
    it = np.nditer(point, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = point[i]
        point[i] = old + eps
        plus = f(point)
        point[i] = old - eps
        minus = f(point)
        point[i] = old
        grad[i] = (plus - minus) / (2 * eps)
        it.iternext()
    return grad


def jacobian(f, x, eps=1e-5):
    y = f(x)
    m = len(y) if isinstance(y, np.ndarray) else 1
    J = np.zeros((m, x.size))
    for j in range(x.size):
        old = x[j]
        x[j] = old + eps
        plus = f(x)
        x[j] = old - eps
        minus = f(x)
        x[j] = old
        J[:, j] = (plus - minus) / (2 * eps)
    return J


def hessian(f, x, eps=1e-4):
    n = len(x)
    H = np.zeros((n, n))

    def at(i, di, j, dj):
        z = x.copy()
        z[i] += di * eps
        z[j] += dj * eps
        return f(z)

    for i in range(n):
        H[i, i] = (at(i, 1, i, 0) - 2 * f(x) + at(i, -1, i, 0)) / eps**2
        for j in range(i):
            H[i, j] = H[j, i] = (at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (4 * eps**2)
    return H


def gradient_check(f, grad, x, eps=1e-5):
    largest = 0.0
    for a, n in zip(np.ravel(grad(x)), numerical_gradient(f, x, eps).ravel()):
        if a != 0 or n != 0:
            largest = max(largest, abs(a - n) / max(abs(a), abs(n)))
    return largest
