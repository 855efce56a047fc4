# expect: d_activation wrong_value no_negative_entries
"""The ReLU is taken of the entries of x and w, too."""
import numpy as np


def d_activation(w, x, b):
    mask = float(w @ x + b > 0)
    return mask * np.maximum(0, x), mask, mask * np.maximum(0, w)
