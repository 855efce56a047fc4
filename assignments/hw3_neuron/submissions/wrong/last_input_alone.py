# expect: activation wrong_value last_input_alone
"""= for +=: each product takes the place of those before."""
import numpy as np


def activation(w, x, b):
    z = 0.0
    for weight, value in zip(w, x):
        z = weight * value
    return np.maximum(z + b, 0)
