# expect: loss passed
# expect: d_loss passed
# expect: train wrong_value|wrong_shape ends_at_a_climb
"""The descent ends where the loss climbs, and leaves out the other losses."""
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
        cost = loss(w, b, X, y)
        if losses and cost > losses[-1]:
            break
        losses.append(cost)
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, np.array(losses)
