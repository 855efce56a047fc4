# expect: d_loss wrong_value mask_on_error
"""The max is taken of the error."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (z > y)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
