# expect: * passed
"""Every warning is an error; a package is missing; input() finds nothing; a main block."""
import warnings

import numpy as np
import tensorflow as tf

np.seterr(all="raise")
warnings.simplefilter("error")


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))


try:
    bias = float(input("bias? "))
except (EOFError, ValueError):
    bias = 0.0

if __name__ == "__main__":
    print(activation(np.ones(1), np.ones(1), bias))
