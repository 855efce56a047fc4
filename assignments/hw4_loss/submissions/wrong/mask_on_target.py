# expect: d_loss wrong_value mask_on_target
"""Samples count where their target is positive."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (y > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
