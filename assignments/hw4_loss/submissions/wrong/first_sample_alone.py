# expect: loss wrong_value first_sample_alone
# expect: d_loss wrong_value first_sample_alone
"""The return stands in the loop."""
import numpy as np


def loss(w, b, X, y):
    total = 0.0
    for x, target in zip(X, y):
        total += (target - max(0.0, w @ x + b)) ** 2
        return total / len(y)


def d_loss(w, b, X, y):
    dw, db = np.zeros(len(w)), 0.0
    for x, target in zip(X, y):
        z = w @ x + b
        if z > 0:
            dw += 2 * (z - target) * x
            db += 2 * (z - target)
        return dw / len(y), db / len(y)
