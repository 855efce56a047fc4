# expect: activation passed
# expect: d_activation wrong_value dx_for_dw
"""dx taken as x, like dw."""
import numpy as np

def activation(w, x, b):
    return max(0.0, float(w @ x + b))


def d_activation(w, x, b):
    on = float(w @ x + b > 0)
    return on * x, on, on * x
