# expect: d_activation wrong_value no_negative_entries
"""The max is taken of each gradient once more."""
import numpy as np


def d_activation(w, x, b):
    slope = np.heaviside(w @ x + b, 0.0)
    return tuple(np.maximum(slope * part, 0) for part in (x, 1.0, w))
