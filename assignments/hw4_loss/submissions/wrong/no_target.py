# expect: d_loss wrong_value no_target
"""y is lost on the way."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = np.where(z > 0, z, 0.0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
