# expect: d_loss wrong_value db_unmasked_of_answer
"""The condition stands in dw alone; the errors are those of the answers."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = np.maximum(0, z) - y
    return 2 / len(y) * X.T @ (e * (z > 0)), float(2 * e.mean())
