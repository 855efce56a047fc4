# expect: loss wrong_value relu_of_the_error
"""The max is taken of the error, not of z."""
import numpy as np


def loss(w, b, X, y):
    left = np.clip(X @ w + b - y, 0, None)
    return left @ left / len(y)
