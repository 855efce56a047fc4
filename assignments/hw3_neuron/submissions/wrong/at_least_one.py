# expect: activation wrong_value none
"""The max is taken with 1."""
import numpy as np


def activation(w, x, b):
    return float(max(w @ x + b, 1))
