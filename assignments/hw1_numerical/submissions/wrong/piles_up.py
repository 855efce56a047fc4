# expect: numerical_gradient wrong_value piled_up
# expect: jacobian wrong_value piled_up
"""Both points are made once, before the loop, and each round moves them on."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    ahead, behind = np.array(x, dtype=float), np.array(x, dtype=float)
    grad = np.empty(ahead.shape)
    for i in np.ndindex(ahead.shape):
        ahead[i] += eps
        behind[i] -= eps
        grad[i] = (f(ahead) - f(behind)) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    step = np.zeros(len(x))
    columns = []
    for j in range(len(x)):
        step[j] = eps
        columns.append(np.atleast_1d(f(x + step) - f(x - step)) / (2 * eps))
    return np.column_stack(columns)
