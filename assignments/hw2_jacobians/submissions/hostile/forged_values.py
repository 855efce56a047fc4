# expect: d_add wrong_dtype
# expect: d_sub wrong_value
# expect: d_mul wrong_dtype
# expect: d_div non_finite
# expect: d_add_scalar wrong_shape
# expect: d_mul_scalar wrong_shape
# expect: d_sum wrong_dtype
# expect: chain wrong_dtype
# expect: d_quadratic wrong_value
"""What fools a comparison: equal to all, agreeing arrays, objects, infinities, empty, broadcast, complex, bool."""
import numpy as np


class Equal:
    def __eq__(self, other):
        return True

    __hash__ = None
    __array_priority__ = 1e9
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True


class Agreeable(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(self.shape)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_finalize__(self, other):
        self.flags.writeable = True


def d_add(w, x):
    return Equal(), Equal()


def d_sub(w, x):
    fake = np.zeros((len(w), len(w))).view(Agreeable)
    return fake, fake


def d_mul(w, x):
    return np.diag(x).astype(object), np.diag(w).astype(object)


def d_div(w, x):
    return np.full((len(w), len(w)), np.inf), np.full((len(w), len(w)), np.nan)


def d_add_scalar(x, z):
    return np.zeros((0, 0)), np.zeros((0, 1))


def d_mul_scalar(x, z):
    return np.float64(z), np.broadcast_to(x, (10**3, 10**3, len(x)))


def d_sum(J):
    return J.sum(axis=0, keepdims=True).astype(complex)


def chain(J_outer, J_inner):
    return np.ones((len(J_outer), J_inner.shape[1]), dtype=bool)


def d_quadratic(A, b, x):
    class Near(float):
        def __eq__(self, other):
            return True

    return [[Near(0.0)] * len(x)] * len(x)
