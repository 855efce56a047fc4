# expect: activation wrong_value mean_for_sum
"""The mean of the products."""
import numpy as np


def activation(w, x, b):
    return float(np.maximum(0, np.mean(w * x) + b))
