# expect: loss wrong_value bias_outside
"""The bias is added after the max."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - (np.maximum(0, X @ w) + b)) ** 2)
