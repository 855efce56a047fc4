# expect: activation passed
# expect: d_activation out_of_memory
"""d_activation takes all the memory there is."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    hoard = [np.ones(10**7) for _ in range(10**6)]
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))
