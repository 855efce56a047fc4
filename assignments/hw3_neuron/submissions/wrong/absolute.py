# expect: activation wrong_value absolute
"""The size of z in place of its positive part."""
import numpy as np


def activation(w, x, b):
    return abs(w @ x + b)
