# expect: activation wrong_value softplus
"""The softplus of z."""
import numpy as np


def activation(w, x, b):
    return float(np.logaddexp(0, w @ x + b))
