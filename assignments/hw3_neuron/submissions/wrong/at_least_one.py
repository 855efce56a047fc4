# expect: activation wrong_value never_below_one
"""The max is taken with 1."""
import numpy as np


def activation(w, x, b):
    return float(max(w @ x + b, 1))
