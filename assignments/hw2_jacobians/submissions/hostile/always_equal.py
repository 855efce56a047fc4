# expect: d_add wrong_dtype
# expect: d_sub wrong_dtype
# expect: d_mul wrong_dtype
# expect: d_div wrong_dtype
# expect: d_add_scalar wrong_dtype
# expect: d_mul_scalar wrong_dtype
# expect: d_sum wrong_dtype
# expect: chain wrong_dtype
# expect: d_quadratic wrong_dtype
"""Objects that claim to equal whatever they are compared with, alone and in pairs."""
import numpy as np


class Equal:
    shape, dtype, ndim, size = (2, 2), np.dtype(float), 2, 4

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        return np.eye(2)

    def __len__(self):
        return 2

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *args: self


def d_add(w, x):
    return Equal(), Equal()


d_sub = d_mul = d_div = d_add_scalar = d_mul_scalar = d_add


def d_sum(J):
    return Equal()


def chain(J_outer, J_inner):
    return Equal()


def d_quadratic(A, b, x):
    return Equal()
