# expect: activation passed
# expect: d_activation wrong_value no_mask
"""The derivative of the ReLU is forgotten."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = 1.0
    return mask * x, mask, mask * w
