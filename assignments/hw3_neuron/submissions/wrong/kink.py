# expect: activation passed
# expect: d_activation wrong_value derivative_at_zero
"""The derivative at 0 is taken as 1: only the check that names it sees this."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    mask = float(z >= 0)
    return mask * x, mask, mask * w
