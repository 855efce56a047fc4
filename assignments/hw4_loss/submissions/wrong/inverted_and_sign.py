# expect: d_loss wrong_value mask_inverted_of_answer+sign
"""The condition is turned round, and so is the sign."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (y - np.maximum(0, z)) * (z <= 0) / len(y)
    return X.T @ e, e.sum()
