# expect: loss wrong_value features_for_samples
# expect: d_loss wrong_value features_for_samples
"""The sums are divided by the number of inputs."""
import numpy as np


def loss(w, b, X, y):
    return np.sum((y - np.maximum(0, X @ w + b)) ** 2) / len(w)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / X.shape[1]
    return X.T @ e, e.sum()
