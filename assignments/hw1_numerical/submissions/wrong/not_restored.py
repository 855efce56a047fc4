# expect: numerical_gradient mutated_input
# expect: jacobian mutated_input
# expect: hessian passed
# expect: gradient_check passed
# carried: hessian numerical_gradient jacobian
# carried: gradient_check numerical_gradient
"""The caller's own x is moved, and moved back by adding: that does not always end at the same number."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    if x.dtype.kind == "i":
        x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        plus = f(x)
        x[i] -= 2 * eps
        minus = f(x)
        x[i] += eps
        grad[i] = (plus - minus) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    columns = []
    for j in range(x.size):
        x[j] += eps
        plus = f(x)
        x[j] -= 2 * eps
        minus = f(x)
        x[j] += eps
        columns.append(np.atleast_1d(plus - minus) / (2 * eps))
    return np.column_stack(columns)


def hessian(f, x, eps=1e-4):
    return jacobian(lambda z: numerical_gradient(f, z, eps), x, eps)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(a), np.abs(n))
    return np.max(np.abs(a - n) / np.where(size > 0, size, 1))
