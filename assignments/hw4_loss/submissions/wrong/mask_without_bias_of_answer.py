# expect: d_loss wrong_value mask_without_bias_of_answer
"""The bias is left out of the condition; silent samples come in with the error -y."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (np.maximum(0, z) - y) * (X @ w > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
