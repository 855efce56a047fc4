# expect: activation passed
# expect: d_activation wrong_value dw_for_dx
"""dw taken as w, like dx."""
import numpy as np

def activation(w, x, b):
    return max(0.0, float(w @ x + b))


def d_activation(w, x, b):
    on = float(w @ x + b > 0)
    return on * w, on, on * w
