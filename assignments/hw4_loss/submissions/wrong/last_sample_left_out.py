# expect: loss wrong_value last_sample_left_out
# expect: d_loss wrong_value last_sample_left_out
"""The loops end one sample too early."""
import numpy as np


def loss(w, b, X, y):
    total = 0.0
    for i in range(len(y) - 1):
        total += (y[i] - max(0.0, w @ X[i] + b)) ** 2
    return total / len(y)


def d_loss(w, b, X, y):
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(y) - 1):
        z = w @ X[i] + b
        if z > 0:
            dw += 2 * (z - y[i]) * X[i]
            db += 2 * (z - y[i])
    return dw / len(y), db / len(y)
