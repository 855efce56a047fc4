# expect: loss passed
# expect: d_loss wrong_value no_mask
"""The condition z > 0 is forgotten: silent samples pull on the gradient too."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    e = X @ w + b - y
    return 2 / len(y) * X.T @ e, 2 / len(y) * e.sum()
