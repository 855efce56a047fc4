# expect: loss passed
# expect: d_loss passed
# expect: train wrong_value
"""A step for every 32 samples."""
import numpy as np


def loss(w, b, X, y):
    return float(np.mean((y - np.maximum(0, X @ w + b)) ** 2))


def d_loss(w, b, X, y):
    z = X @ w + b
    r = 2 / len(y) * np.where(z > 0, z - y, 0.0)
    return r @ X, float(r.sum())


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = []
    for _ in range(steps):
        losses.append(loss(w, b, X, y))
        for i in range(0, len(y), 32):
            dw, db = d_loss(w, b, X[i : i + 32], y[i : i + 32])
            w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, np.array(losses)
