# expect: activation passed
# expect: d_activation wrong_value capped
"""No gradient above 6: only large z show it."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(0 < z < 6)
    return mask * x, mask, mask * w
