# expect: d_loss wrong_value relu_of_inputs
"""The inputs are rectified, where relu' was meant."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = np.where(z > 0, z - y, 0.0)
    return 2 / len(y) * np.maximum(0, X).T @ e, float(2 / len(y) * e.sum())
