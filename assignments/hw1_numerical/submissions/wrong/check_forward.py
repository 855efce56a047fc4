# expect: gradient_check wrong_value forward
"""Forward differences."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    a, n = np.ravel(grad(x)), np.array([(f(x + d) - f(x)) / eps for d in steps])
    size = np.maximum(np.abs(a), np.abs(n))
    return float(np.max(np.abs(a - n) / np.where(size > 0, size, 1)))
