# expect: loss wrong_dtype
# expect: d_loss wrong_dtype
# expect: train wrong_dtype
"""Objects that claim to equal whatever they are compared with."""
import numpy as np


class Equal:
    shape, dtype, ndim = (), np.dtype(float), 0
    __array_priority__ = 1e9

    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.0

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *args: self


def loss(w, b, X, y):
    return Equal()


def d_loss(w, b, X, y):
    return Equal(), Equal()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    return Equal(), Equal(), [Equal()] * steps
