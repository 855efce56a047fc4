# expect: loss passed
# expect: d_loss passed
# expect: train wrong_value an_earlier_point
"""The w and b of the last loss are returned, not those after the last step."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return X.T @ e, e.sum()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    ways, losses = [(w, b)], []
    for _ in range(steps):
        losses.append(loss(*ways[-1], X, y))
        dw, db = d_loss(*ways[-1], X, y)
        ways.append((ways[-1][0] - learning_rate * dw, ways[-1][1] - learning_rate * db))
    return *ways[steps - 1], np.array(losses)
