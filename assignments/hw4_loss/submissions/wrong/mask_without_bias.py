# expect: d_loss wrong_value mask_without_bias
"""The bias is left out of the condition, and there alone."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (X @ w > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
