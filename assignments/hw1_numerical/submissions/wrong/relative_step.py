# expect: numerical_gradient non_finite
# expect: jacobian non_finite
"""The step is eps times x_i, which is nothing where x_i is 0."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        d = np.zeros_like(x)
        d[i] = eps * abs(x[i])
        grad[i] = np.float64(f(x + d) - f(x - d)) / (2 * d[i])
    return grad


def jacobian(f, x, eps=1e-5):
    h = eps * np.abs(x)
    return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * d.sum()) for d in np.diag(h)])
