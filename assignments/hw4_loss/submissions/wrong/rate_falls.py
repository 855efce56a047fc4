# expect: loss passed
# expect: d_loss passed
# expect: train wrong_value rate_falls
"""The learning rate falls from step to step."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return X.T @ e, e.sum()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate / (t + 1) * dw
        b = b - learning_rate / (t + 1) * db
    return w, b, losses
