# expect: activation passed
# expect: d_activation not_attempted
"""Only the first function is written."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    """The gradient of `activation`: (dw, db, dx), dw and dx of shape (n,) and db a float."""
    raise NotImplementedError("your code goes here")
