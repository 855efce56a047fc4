# expect: d_activation wrong_value sign_for_slope
"""np.sign where 1[z > 0] belongs."""
import numpy as np


def d_activation(w, x, b):
    slope = float(np.sign(w @ x + b))
    return slope * x, slope, slope * w
