# expect: gradient wrong_value
# expect: jacobian wrong_value
# expect: hessian wrong_value
# expect: hvp wrong_value
# expect: MSEReLU wrong_value
# expect: train wrong_value
"""Zeros in a tensor class that answers every torch function with True, or with itself."""
import torch


class Equal(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if getattr(function, "__name__", "") in ("__eq__", "eq", "equal", "allclose", "isclose", "all", "any", "__bool__"):
            return True
        return super().__torch_function__(function, types, args, kwargs or {})

    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False


def equal(like, *shape):
    return torch.zeros(*shape, dtype=like.dtype, device=like.device).as_subclass(Equal)


def gradient(f, x):
    return equal(x, *x.shape)


def jacobian(f, x):
    return equal(x, len(f(x.detach())), len(x))


def hessian(f, x):
    return equal(x, len(x), len(x))


def hvp(f, x, v):
    return equal(x, len(x))


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.n = len(w)
        return equal(w, 1).sum()

    @staticmethod
    def backward(ctx, grad_output):
        return equal(grad_output, ctx.n), equal(grad_output, 1).sum(), None, None


def train(params, X, y, learning_rate, steps):
    for name in params:
        params[name] = params[name].detach().as_subclass(Equal)
    return equal(X, steps)
