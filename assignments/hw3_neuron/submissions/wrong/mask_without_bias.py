# expect: activation passed
# expect: d_activation wrong_value mask_without_bias
"""The condition asks for w·x alone."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x)
    mask = float(z > 0)
    return mask * x, mask, mask * w
