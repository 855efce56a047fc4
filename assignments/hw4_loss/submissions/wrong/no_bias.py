# expect: loss wrong_value no_bias
"""The bias is forgotten."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w)) ** 2)
