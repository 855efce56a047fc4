# expect: * passed
"""The active rows are picked out; N stays that of all."""
import numpy as np


def loss(w, b, X, y):
    z = X.dot(w) + b
    return (np.sum((y[z > 0] - z[z > 0]) ** 2) + np.sum(y[z <= 0] ** 2)) / y.size


def d_loss(w, b, X, y):
    z = X.dot(w) + b
    active = np.flatnonzero(z > 0)
    residual = z[active] - y[active]
    return 2 * residual.dot(X[active]) / y.size, 2 * residual.sum() / y.size


def train(w, b, X, y, learning_rate=0.1, steps=100):
    w, losses = w.copy(), np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w -= learning_rate * dw
        b = b - learning_rate * db
    return w, b, losses
