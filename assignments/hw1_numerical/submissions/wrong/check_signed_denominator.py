# expect: gradient_check wrong_value signed_denominator
"""No abs in the denominator."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(differences(f, x, eps))
    worst = 0.0
    for p, q in zip(a, n):
        if not p == q == 0:
            worst = max(worst, abs(p - q) / max(p, q))
    return float(worst)
