# expect: numerical_gradient too_many_evaluations
"""Evaluates until it is refused, swallows the refusal, and answers rightly from what it has."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        d = np.zeros_like(x)
        d[i] = eps
        grad[i] = (f(x + d) - f(x - d)) / (2 * eps)
    try:
        for _ in range(3):
            f(x)
    except BaseException:
        pass
    return grad
