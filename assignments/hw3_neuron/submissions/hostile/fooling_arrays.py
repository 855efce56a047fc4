# expect: activation wrong_value
# expect: d_activation wrong_value
"""Zeros in classes that answer every comparison with True; NumPy's own comparisons are patched."""
import numpy as np


class Fool(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.True_

    def __array_function__(self, *args, **kwargs):
        return True


class Likeable(float):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *args: 0.0


np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = lambda *args, **kwargs: True


def activation(w, x, b):
    return Likeable(0.0)


def d_activation(w, x, b):
    return np.zeros(len(w)).view(Fool), Likeable(0.0), np.zeros(len(x)).view(Fool)
