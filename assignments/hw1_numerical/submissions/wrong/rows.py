# expect: numerical_gradient wrong_value rows
# expect: gradient_check passed
# carried: gradient_check numerical_gradient
"""`for i in range(len(x))`: of a matrix, whole rows are moved."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        plus, minus = x.copy(), x.copy()
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus) - f(minus)) / (2 * eps)
    return grad


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(abs(a), abs(n))
    return float(np.max(np.where(size > 0, abs(a - n) / np.where(size > 0, size, 1), 0)))
