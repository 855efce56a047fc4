# expect: numerical_gradient wrong_value drifting
# expect: jacobian wrong_value
"""Entries that were moved are not put back before the next is."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    z = np.array(x, dtype=float)
    grad = np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        z[i] += eps
        plus = f(z)
        z[i] -= 2 * eps
        grad[i] = (plus - f(z)) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    z, columns = x.copy(), []
    for j in range(x.size):
        z[j] += eps
        plus = f(z)
        z[j] -= 2 * eps
        columns.append(np.atleast_1d(plus - f(z)) / (2 * eps))
    return np.column_stack(columns)
