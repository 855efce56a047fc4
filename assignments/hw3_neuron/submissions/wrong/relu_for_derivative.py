# expect: activation passed
# expect: d_activation wrong_value relu_for_its_derivative
"""relu(z) where relu'(z) belongs."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = max(0.0, z)
    return mask * x, mask, mask * w
