# expect: d_loss wrong_value mask_on_residual
"""Samples count where the residual is positive."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (y > z)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
