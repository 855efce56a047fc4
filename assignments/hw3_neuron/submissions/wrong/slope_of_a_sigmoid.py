# expect: d_activation wrong_value sigmoid
"""The derivative of a sigmoid."""
import numpy as np


def d_activation(w, x, b):
    s = 1 / (1 + np.exp(-(w @ x + b)))
    slope = float(s * (1 - s))
    return slope * x, slope, slope * w
