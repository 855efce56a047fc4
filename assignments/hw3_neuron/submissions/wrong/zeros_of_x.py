# expect: d_activation error
"""np.zeros(x) in place of np.zeros_like(x): it is met only where the neuron is silent."""
import numpy as np


def d_activation(w, x, b):
    if w @ x + b > 0:
        return x, 1.0, w
    return np.zeros(x), 0.0, np.zeros(w)
