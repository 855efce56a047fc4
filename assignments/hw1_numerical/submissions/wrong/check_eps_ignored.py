# expect: gradient_check wrong_value eps_ignored
"""eps is not handed on."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(differences(f, x, 1e-5))
    size = np.maximum(np.abs(a), np.abs(n))
    return float(np.max(np.abs(a - n) / np.where(size > 0, size, 1)))
