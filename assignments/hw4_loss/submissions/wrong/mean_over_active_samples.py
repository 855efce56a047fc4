# expect: loss wrong_value mean_over_active
"""The mean of the active samples alone, 0 where there are none."""
import numpy as np


def loss(w, b, X, y):
    z = X @ w + b
    return np.sum((y - z)[z > 0] ** 2) / max(1, np.sum(z > 0))
