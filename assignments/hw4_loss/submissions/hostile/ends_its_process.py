# expect: loss error
# expect: d_loss crashed
# expect: train wrong_value
# carried: train d_loss
"""d_loss ends the process and loss raises SystemExit, hoping that silence passes."""
import os

import numpy as np


def loss(w, b, X, y):
    raise SystemExit(0)


def d_loss(w, b, X, y):
    os._exit(0)


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = 0.0
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, losses
