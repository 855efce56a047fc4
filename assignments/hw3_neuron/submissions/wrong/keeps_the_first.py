# expect: d_activation wrong_value none
"""The condition of the first neuron is kept for good."""
import numpy as np


kept = {}


def d_activation(w, x, b):
    mask = kept.setdefault("mask", float(np.dot(w, x) + b > 0))
    return mask * x, mask, mask * w
