# expect: activation passed
# expect: d_activation error
"""A list's method on an array."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z > 0)
    return (mask * x).append(0), mask, mask * w
