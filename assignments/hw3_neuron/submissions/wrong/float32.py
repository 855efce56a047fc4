# expect: activation wrong_dtype other_precision
# expect: d_activation passed
"""The answer is single precision."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.float32(np.dot(w, x) + b))


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
