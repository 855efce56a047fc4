# expect: d_loss wrong_value mask_with_minus_b_of_answer
"""The bias has changed sides in the condition; silent samples come in with the error -y."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (np.maximum(0, z) - y) * (X @ w > b)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
