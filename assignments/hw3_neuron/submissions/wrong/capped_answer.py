# expect: activation wrong_value capped
# expect: d_activation passed
"""A ReLU that ends at 6: only large z show it."""
import numpy as np


def activation(w, x, b):
    return np.clip(np.dot(w, x) + b, 0, 6)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
