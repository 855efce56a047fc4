# expect: loss wrong_value relu_of_the_residual
"""The max is taken of the residual, not of z."""
import numpy as np


def loss(w, b, X, y):
    left = np.clip(y - X @ w - b, 0, None)
    return left @ left / len(y)
