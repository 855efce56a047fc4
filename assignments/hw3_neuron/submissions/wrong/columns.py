# expect: activation passed
# expect: d_activation wrong_shape other_shape
"""The gradients are columns (n, 1)."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z > 0)
    return mask * x[:, None], mask, mask * w[:, None]
