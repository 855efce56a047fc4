# expect: activation wrong_shape other_shape
# expect: d_activation passed
"""The answer is an array of one entry."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.array([w @ x + b]))


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
