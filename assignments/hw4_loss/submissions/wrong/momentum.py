# expect: loss passed
# expect: d_loss passed
# expect: train wrong_value momentum
"""A step goes on with 0.9 of the one before."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return X.T @ e, e.sum()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses, by_w, by_b = [], np.zeros(len(w)), 0.0
    for _ in range(steps):
        losses.append(loss(w, b, X, y))
        dw, db = d_loss(w, b, X, y)
        by_w, by_b = 0.9 * by_w - learning_rate * dw, 0.9 * by_b - learning_rate * db
        w, b = w + by_w, b + by_b
    return w, b, np.array(losses)
