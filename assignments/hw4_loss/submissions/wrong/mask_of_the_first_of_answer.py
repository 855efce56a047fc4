# expect: d_loss wrong_value mask_of_the_first_of_answer
"""The condition is looked at for the first sample alone; silent ones come in with the error -y."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (np.maximum(0, z) - y) * (z[0] > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
