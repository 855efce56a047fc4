# expect: d_activation wrong_value sum_for_derivative
"""z stands where relu'(z) belongs."""
import numpy as np


def d_activation(w, x, b):
    z = float(w @ x + b)
    return z * x, z, z * w
