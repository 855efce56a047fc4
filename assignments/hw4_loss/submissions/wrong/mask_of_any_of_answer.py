# expect: d_loss wrong_value mask_of_any_of_answer
"""The batch counts as soon as one sample is active; silent ones come in with the error -y."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (np.maximum(0, z) - y) * np.any(z > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
