# expect: activation wrong_value first_input_alone
"""The return stands in the loop."""
import numpy as np


def activation(w, x, b):
    z = 0.0
    for weight, value in zip(w, x):
        z += weight * value
        return np.maximum(z + b, 0)
