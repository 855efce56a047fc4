# expect: * passed
"""Sample by sample with sums of generators; descent as a reduction over its steps."""
from functools import reduce
from math import fsum

import numpy as np


def answers(w, b, X):
    return (fsum(a * c for a, c in zip(w, x)) + b for x in X)


def loss(w, b, X, y):
    return fsum((t - max(z, 0.0)) ** 2 for z, t in zip(answers(w, b, X), y)) / len(y)


def d_loss(w, b, X, y):
    errors = [2 * (z - t) / len(y) if z > 0 else 0.0 for z, t in zip(answers(w, b, X), y)]
    return [fsum(e * x[j] for e, x in zip(errors, X)) for j in range(len(w))], fsum(errors)


def train(w, b, X, y, learning_rate=0.1, steps=100):
    def step(state, _):
        w, b, losses = state
        dw, db = d_loss(w, b, X, y)
        return [a - learning_rate * d for a, d in zip(w, dw)], b - learning_rate * db, [*losses, loss(w, b, X, y)]

    w, b, losses = reduce(step, range(steps), ([float(a) for a in w], float(b), []))
    return np.array(w), b, np.array(losses)
