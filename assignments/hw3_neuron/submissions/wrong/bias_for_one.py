# expect: activation passed
# expect: d_activation wrong_value bias_for_one
"""db is b."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z > 0)
    return mask * x, mask * b, mask * w
