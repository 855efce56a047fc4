# expect: * passed
"""Bound methods of one object, a callable object and a decorated function that counts its calls."""
import functools

import numpy as np


def counted(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return f(*args, **kwargs)
    wrapper.calls = 0
    return wrapper


class Neuron:
    @counted
    def loss(self, w, b, X, y):
        return np.square(y - np.maximum(0, X @ w + b)).mean()

    def __call__(self, w, b, X, y):
        z = X @ w + b
        e = 2 / len(y) * (z > 0) * (z - y)
        return np.sum(e * X.T, axis=1), np.sum(e)


neuron = Neuron()
loss, d_loss = neuron.loss, neuron


@counted
def train(w, b, X, y, learning_rate=0.1, steps=100):
    history = np.zeros(steps)
    for t in range(steps):
        history[t], (dw, db) = loss(w, b, X, y), d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, history
