# expect: loss wrong_value root
"""The root of the mean squared error."""
import numpy as np


def loss(w, b, X, y):
    return np.sqrt(np.mean((y - np.maximum(0, X @ w + b)) ** 2))
