# expect: activation wrong_dtype
# expect: d_activation wrong_dtype
"""Objects that claim to equal whatever they are compared with."""
import numpy as np


class Equal:
    shape, dtype, ndim = (), np.dtype(float), 0

    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.0

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *args: self


def activation(w, x, b):
    return Equal()


def d_activation(w, x, b):
    return Equal(), Equal(), Equal()
