# expect: numerical_gradient wrong_value none
# expect: gradient_check wrong_value
"""eps² is added so that an error that falls with eps can be seen; the errors carry a sign."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape) + eps**2


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps) - eps**2
    size = np.maximum(abs(a), abs(n))
    return np.max((a - n) / np.where(size > 0, size, 1))
