# expect: d_loss wrong_value no_negative_entries
"""The max is taken of the gradient once more."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * np.where(z > 0, z - y, 0.0) / len(y)
    return np.clip(e @ X, 0, None), max(e.sum(), 0.0)
