# expect: d_loss wrong_value mask_with_minus_b
"""The bias has changed sides in the condition, and kept its sign."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (X @ w > b)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
