# expect: * passed
"""The bias is one weight more, of an input that is always 1."""
import numpy as np


def activation(w, x, b):
    return max(np.append(w, b) @ np.append(x, 1.0), 0)


def d_activation(w, x, b):
    wb, x1 = np.append(w, b), np.append(x, 1.0)
    if wb.dot(x1) <= 0:
        wb, x1 = 0 * wb, 0 * x1
    return x1[:-1], x1[-1], wb[:-1]
