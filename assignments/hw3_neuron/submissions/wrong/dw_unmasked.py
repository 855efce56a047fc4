# expect: d_activation wrong_value dw_unmasked
"""dw forgets the condition; db and dx have it."""
import numpy as np


def d_activation(w, x, b):
    m = float(w @ x + b > 0)
    return x.copy(), m, m * w
