# expect: d_loss wrong_value mask_of_all
"""The batch counts only where every sample is active."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (z - y) * np.all(z > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
