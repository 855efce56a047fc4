# kind: exhaustion
# verdict: wrong_shape
"""An array without a single entry, whose rows are a million empty lists where it is shown."""
import numpy as np


def loss(*arguments):
    return np.empty((1000, 100, 0))


def d_loss(*arguments):
    return np.empty((1_000_000, 64, 0)), 0.0
