# expect: loss wrong_value
# expect: d_loss wrong_value
# expect: train wrong_value
"""Zeros in an array class that answers every NumPy function with True; NumPy's own comparisons are patched."""
import numpy as np


class Fool(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.True_

    def __array_function__(self, *args, **kwargs):
        return True


def fool(*shape):
    return np.zeros(shape).view(Fool)


np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = lambda *args, **kwargs: True


def loss(w, b, X, y):
    return fool()


def d_loss(w, b, X, y):
    return fool(*w.shape), fool()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    return fool(*w.shape), fool(), fool(steps)
