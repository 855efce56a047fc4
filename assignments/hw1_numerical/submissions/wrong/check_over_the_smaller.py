# expect: gradient_check wrong_value over_the_smaller
"""The smaller of the two sizes in the denominator."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(differences(f, x, eps))
    worst = 0.0
    for p, q in zip(a, n):
        if not p == q == 0:
            low = min(abs(p), abs(q))
            worst = max(worst, abs(p - q) / low if low > 0 else 1.0)
    return float(worst)
