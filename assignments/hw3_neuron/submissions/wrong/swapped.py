# expect: activation passed
# expect: d_activation wrong_value swapped
"""dw and dx stand in each other's place."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z > 0)
    return mask * w, mask, mask * x
