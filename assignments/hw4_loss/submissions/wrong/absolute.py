# expect: loss wrong_value absolute
"""The absolute error."""
import numpy as np


def loss(w, b, X, y):
    return np.mean(np.abs(y - np.maximum(0, X @ w + b)))
