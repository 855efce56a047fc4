# expect: numerical_gradient too_many_evaluations
"""f is evaluated four times an entry, and not at all where the same x was asked for before."""
import numpy as np

MEMO = {}


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    key = (getattr(f, "__name__", ""), x.tobytes(), x.shape, eps)
    if key not in MEMO:
        slopes = np.zeros_like(x)
        for i in np.ndindex(*x.shape):
            step = np.zeros_like(x)
            step[i] = eps
            slopes[i] = ((f(x + step) - f(x)) + (f(x) - f(x - step))) / (2 * eps)
        MEMO[key] = slopes
    return MEMO[key].copy()
