# expect: activation passed
# expect: d_activation wrong_value threshold_one
"""The condition is z > 1: only z between 0 and 1 shows it."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z > 1)
    return mask * x, mask, mask * w
