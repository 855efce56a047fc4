# expect: loss passed
# expect: d_loss not_attempted
# expect: train passed
# carried: train d_loss
"""d_loss is still a stub; train relies on it."""
import numpy as np


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    """The gradient of `loss`: (dw, db), dw of shape (n,) and db a float."""
    raise NotImplementedError("your code goes here")


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, losses
