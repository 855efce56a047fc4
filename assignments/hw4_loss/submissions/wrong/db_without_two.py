# expect: d_loss wrong_value db_without_two
"""The 2 stands before dw alone."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = np.where(z > 0, z - y, 0.0)
    return 2 / len(y) * X.T @ e, float(e.mean())
