# expect: d_loss wrong_value mask_inverted
"""The condition is turned round."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (z <= 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
