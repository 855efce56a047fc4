# expect: d_loss wrong_shape order
"""db comes first."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = np.where(z > 0, z - y, 0.0)
    return float(2 / len(y) * e.sum()), 2 / len(y) * X.T @ e
