# expect: * passed
"""Exported from a notebook: magics, shell lines, a first try, a failing test of its own at the end."""
%matplotlib inline
!pip install numpy
import numpy as np


def d_activation(w, x, b):
    return 0  # a first try


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))


%timeit activation(np.ones(3), np.ones(3), 0.0)
files = !ls
assert activation(np.ones(3), np.ones(3), 0.0) == 4, "my own test, which is wrong"
