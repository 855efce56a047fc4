# expect: loss wrong_value half+no_mean
# expect: d_loss wrong_value no_mask+no_mean
"""Half of the sum of squares; its gradient without the condition and without the 1/N."""
import numpy as np


def loss(w, b, X, y):
    return 0.5 * np.sum((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    e = 2 * (X @ w + b - y)
    return X.T @ e, e.sum()
