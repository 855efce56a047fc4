# expect: activation wrong_value bias_for_each_input
# expect: d_activation passed
"""The bias is added inside the sum."""
import numpy as np


def activation(w, x, b):
    return max(0.0, np.sum(w * x + b))


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
