# expect: activation wrong_value step
# expect: d_activation passed
"""The derivative in place of the answer."""
import numpy as np


def activation(w, x, b):
    return 1.0 if np.dot(w, x) + b > 0 else 0.0


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
