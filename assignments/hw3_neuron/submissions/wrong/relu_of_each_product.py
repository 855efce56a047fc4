# expect: activation wrong_value relu_of_each_product
# expect: d_activation passed
"""The max is taken before the sum."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, w * x).sum() + b


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
