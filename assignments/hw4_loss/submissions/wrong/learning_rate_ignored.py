# expect: loss passed
# expect: d_loss passed
# expect: train wrong_value learning_rate_ignored
"""0.1 stands where learning_rate was given."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return X.T @ e, e.sum()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = []
    for _ in range(steps):
        losses.append(loss(w, b, X, y))
        dw, db = d_loss(w, b, X, y)
        w, b = w - 0.1 * dw, b - 0.1 * db
    return w, b, losses
