# expect: activation passed
# expect: d_activation timeout
"""d_activation never ends and lets nothing stop it."""
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
