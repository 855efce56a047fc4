# expect: d_loss wrong_value mask_on_error_of_answer
"""Errors below zero are cut off."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    e = (np.maximum(0, z) - y) * (np.maximum(0, z) > y)
    return 2 / len(y) * X.T @ e, float(2 / len(y) * e.sum())
