# expect: d_loss wrong_value mask_of_the_mean_of_answer
"""The mean of z decides for the whole batch; silent samples come in with the error -y."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (np.maximum(0, z) - y) * (z.mean() > 0)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
