# expect: d_loss wrong_value no_mean+no_two
"""The sum of the errors, without the 2 and without the 1/N."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * (z > 0)
    return X.T @ e, e.sum()
