# kind: exhaustion
# verdict: wrong_dtype
"""A number seen as an array of a million million entries."""
import numpy as np


def loss(w, b, X, y):
    return np.broadcast_to(np.float64(0), (10**6, 10**6))
