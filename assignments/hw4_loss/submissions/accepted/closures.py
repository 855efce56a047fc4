# expect: * passed
"""Everything made of small functions: closures, partials and a lambda."""
import functools

import numpy as np


def neuron(w, b):
    return lambda X: np.dot(X, w) + b


def residual(w, b, X, y):
    return np.clip(neuron(w, b)(X), 0, None) - y


loss = lambda w, b, X, y: float(np.dot(residual(w, b, X, y), residual(w, b, X, y)) / y.size)


def d_scaled(scale, w, b, X, y):
    error = residual(w, b, X, y)[neuron(w, b)(X) > 0]
    active = X[neuron(w, b)(X) > 0]
    return scale / len(X) * error @ active, scale / len(X) * error.sum()


d_loss = functools.partial(d_scaled, 2.0)


def train(w, b, X, y, learning_rate=0.1, steps=100):
    def step(state, _):
        w, b, losses = state
        dw, db = d_loss(w, b, X, y)
        return w - learning_rate * dw, b - learning_rate * db, [*losses, loss(w, b, X, y)]

    return functools.reduce(step, range(steps), (w, b, []))
