# expect: gradient_check wrong_value at_the_largest
"""The relative error of the entry whose absolute error is the largest."""
import numpy as np


def differences(f, x, eps):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(differences(f, x, eps))
    i = np.argmax(np.abs(a - n))
    size = max(abs(a[i]), abs(n[i]))
    return float(abs(a[i] - n[i]) / size) if size else 0.0
