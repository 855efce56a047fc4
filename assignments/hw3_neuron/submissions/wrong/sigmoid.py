# expect: activation wrong_value sigmoid
"""A sigmoid where a ReLU was asked for."""
import numpy as np


def activation(w, x, b):
    return 1 / (1 + np.exp(-(w @ x + b)))
