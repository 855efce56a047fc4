"""Homework 4, the loss of a neuron.  Amara O."""
import numpy as np

from autograder.student import check


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


check("loss")


def d_loss(w, b, X, y):
    N = X.shape[0]
    z = X @ w + b
    delta = 2 / N * (z > 0) * (z - y)   # dC/dz, shape (N,)
    return X.T @ delta, delta.sum()


check("d_loss")


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw      # not -=, that would change the caller's w
        b = b - learning_rate * db
    return w, b, losses


check("train")
