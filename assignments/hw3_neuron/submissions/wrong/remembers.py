# expect: activation passed
# expect: d_activation wrong_value
"""The condition is decided once for each length of the input."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


active = {}


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = active.setdefault(len(x), float(z > 0))
    return mask * x, mask, mask * w
