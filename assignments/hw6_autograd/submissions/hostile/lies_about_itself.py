# expect: gradient wrong_dtype
# expect: jacobian wrong_dtype
# expect: hessian wrong_dtype
# expect: hvp wrong_dtype
# expect: MSEReLU not_attempted
# expect: train wrong_dtype
"""A tensor class whose every torch function, shape, dtype and device are what it likes."""
import torch


class Liar(torch.Tensor):
    shape = property(lambda self: (3,))
    dtype = property(lambda self: torch.float64)
    data = property(lambda self: self)

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return "whatever is expected"


def gradient(f, x):
    return torch.zeros(1).as_subclass(Liar)


def jacobian(f, x):
    return [torch.zeros(1).as_subclass(Liar)] * 3


def hessian(f, x):
    return {"anything": torch.zeros(1).as_subclass(Liar)}


def hvp(f, x, v):
    return torch.zeros(1).as_subclass(Liar), True


def train(params, X, y, learning_rate, steps):
    class Float(float):
        __eq__ = __le__ = __ge__ = lambda self, other: True

    class Losses(list):
        __iter__ = lambda self: iter([True])
        __len__ = lambda self: 6

    params.clear()
    return Losses([Float(0)] * steps)
