# expect: d_activation wrong_value mask_with_minus_b
"""The bias has changed sides in the condition, and kept its sign."""
import numpy as np


def d_activation(w, x, b):
    mask = float(w @ x > b)
    return mask * x, mask, mask * w
