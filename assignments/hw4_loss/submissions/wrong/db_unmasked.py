# expect: d_loss wrong_value db_unmasked
"""The condition stands in dw alone."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = z - y
    return 2 / len(y) * X.T @ (e * (z > 0)), float(2 * e.mean())
