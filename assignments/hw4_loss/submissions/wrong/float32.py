# expect: loss passed
# expect: d_loss wrong_dtype other_precision
# expect: train wrong_dtype other_precision
# carried: train d_loss
"""The gradient is single precision."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return (X.T @ e).astype(np.float32), e.sum()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w.astype(np.float32), b, losses
