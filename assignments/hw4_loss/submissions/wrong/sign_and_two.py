# expect: loss wrong_value no_relu+no_mean
# expect: d_loss wrong_value no_two+sign
"""y - z without its 2; the sum of squares of a neuron without its ReLU."""
import numpy as np


def loss(w, b, X, y):
    return np.sum((y - X @ w - b) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (y - z) * (z > 0) / len(y)
    return X.T @ e, e.sum()
