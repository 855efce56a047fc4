# expect: * passed
"""The file ends its process when it is run; what stood before counts."""
import sys

import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        d = np.zeros_like(x)
        d[i] = eps
        grad[i] = (f(x + d) - f(x - d)) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2) for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(a), np.abs(n))
    return np.max(np.abs(a - n) / np.where(size > 0, size, 1))


sys.exit(0)
