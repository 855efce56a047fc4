# expect: activation passed
# expect: d_activation wrong_value no_inner_derivative
"""The chain ends at the ReLU."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z > 0)
    return mask * np.ones_like(x), mask, mask * np.ones_like(w)
