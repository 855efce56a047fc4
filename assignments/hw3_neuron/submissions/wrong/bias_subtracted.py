# expect: activation wrong_value bias_subtracted
"""The bias is subtracted: with the lesson's numbers alone it looks as if it were left out."""

import numpy as np


def activation(w, x, b):
    return max(0.0, float(np.dot(w, x) - b))
