# expect: d_loss wrong_value db_without_mean
"""db is not divided by N."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0)
    return X.T @ e / len(y), e.sum()
