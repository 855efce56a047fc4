# expect: activation wrong_value no_bias
# expect: d_activation passed
"""The bias is left out of the answer."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x))


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
