# expect: numerical_gradient wrong_value
# expect: gradient_check non_finite
"""0/0 in the check; and a gradient with eps² added, as those who game a test of step sizes do."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape) + eps**2


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps) - eps**2
    return np.max(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)))
