# expect: d_sum passed
"""The answer is a float64 array in the other byte order."""

import numpy as np


def d_sum(J):
    return np.asarray(J).sum(axis=0, keepdims=True).astype(">f8")
