# expect: loss non_finite one_sample_less
# expect: d_loss wrong_value one_sample_less
"""Divides by N - 1, which in the lesson's example is also the number of active samples."""
import numpy as np


def loss(w, b, X, y):
    squares = (y - np.maximum(0, X @ w + b)) ** 2
    return squares.sum() / (len(y) - 1)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 / (len(y) - 1) * np.where(z > 0, z - y, 0.0) if len(y) > 1 else np.where(z > 0, 2 * (z - y), 0.0)
    return X.T @ e, float(e.sum())
