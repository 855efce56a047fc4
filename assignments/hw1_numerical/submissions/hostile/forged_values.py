# expect: numerical_gradient wrong_dtype
# expect: jacobian wrong_value
# expect: hessian non_finite
# expect: gradient_check wrong_value
"""Objects that equal everything, an array that agrees with every ufunc, NaN, a float that is near all floats."""
import numpy as np


class Equal:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __array__ = lambda self, *args, **kwargs: np.zeros(1)
    __bool__ = lambda self: True
    shape, dtype, ndim = (3,), np.dtype("float64"), 1


class Agreeable(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(self.shape)

    def __array_function__(self, *args, **kwargs):
        return True


class Near(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.3

    __sub__ = __rsub__ = lambda self, other: 0.0


def numerical_gradient(f, x, eps=1e-5):
    return Equal()


def jacobian(f, x, eps=1e-5):
    return np.zeros((np.size(f(x)), x.size)).view(Agreeable)


def hessian(f, x, eps=1e-4):
    return np.full((x.size, x.size), np.nan)


def gradient_check(f, grad, x, eps=1e-5):
    return Near(0.0)
