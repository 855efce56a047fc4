# expect: activation passed
# expect: d_activation mutated_input
"""w is normalised in place on the way."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    w /= 2
    mask = float(z > 0)
    return mask * x, mask, mask * w
