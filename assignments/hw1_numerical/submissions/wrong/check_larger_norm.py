# expect: gradient_check wrong_value norms_over_the_larger
"""One error for the whole arrays, beside the larger of the two norms."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(differences(f, x, eps))
    size = max(np.linalg.norm(a), np.linalg.norm(n))
    return float(np.linalg.norm(a - n) / size) if size else 0.0
