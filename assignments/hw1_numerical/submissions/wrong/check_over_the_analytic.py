# expect: gradient_check wrong_value over_the_analytic
"""Only the claimed gradient in the denominator."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(differences(f, x, eps))
    size = np.where(a != 0, np.abs(a), 1.0)
    return float(np.where(a != 0, np.abs(a - n) / size, np.sign(np.abs(n))).max())
