# expect: * passed
"""TODO: at least eight styles of right work. This one loops."""
import numpy as np


def d_square(x):
    found = np.zeros(len(x))
    for i in range(len(x)):
        found[i] = 2 * x[i]
    return found
