# expect: activation passed
# expect: d_activation wrong_value leaky
"""The gradient of a leaky ReLU."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = 1.0 if z > 0 else 0.01
    return mask * x, mask, mask * w
