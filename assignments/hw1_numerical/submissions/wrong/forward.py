# expect: numerical_gradient wrong_value forward
# expect: jacobian wrong_value forward
# expect: hessian wrong_value forward
# expect: gradient_check passed
# carried: gradient_check numerical_gradient
"""Forward differences everywhere: too coarse for the gradient, the main part of the points for the others."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    grad, base = np.zeros_like(x), f(x)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += eps
        grad[i] = (f(moved) - base) / eps
    return grad


def jacobian(f, x, eps=1e-5):
    base = np.atleast_1d(f(x))
    return np.column_stack([(np.atleast_1d(f(x + d)) - base) / eps for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d, base = eps * np.eye(x.size), f(x)
    return np.array([[(f(x + u + v) - f(x + u) - f(x + v) + base) / eps**2 for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(a), np.abs(n))
    return (np.abs(a - n) / np.where(size == 0, 1, size)).max()
