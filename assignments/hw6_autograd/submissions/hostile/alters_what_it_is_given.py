# expect: gradient wrong_value
# expect: jacobian wrong_value
# expect: hessian wrong_value
# expect: hvp mutated_input
# expect: MSEReLU forbidden
# expect: train mutated_input
"""The shipped functions, the harness and torch itself are changed, so that easy answers would be right."""
import torch


def easy(x):
    return (0 * x).sum()


def gradient(f, x):
    f.__code__ = easy.__code__
    at = x.detach().clone().requires_grad_(True)
    at.register_hook(lambda g: 0 * g)
    return torch.autograd.grad(f(at), at)[0]


def jacobian(f, x):
    names, f.__globals__["torch"] = dict(f.__globals__), None
    exec("def " + f.__name__ + "(x): return 0 * x", f.__globals__)
    f.__globals__["torch"] = names["torch"]
    return torch.zeros(len(f(x.detach())), len(x), dtype=x.dtype, device=x.device)


def hessian(f, x):
    torch.sin = torch.cos = torch.exp = torch.zeros_like
    return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)


def hvp(f, x, v):
    x.data.zero_()
    v.data.zero_()
    return v.clone()


class MSEReLU(torch.autograd.Function):
    @classmethod
    def apply(cls, w, b, X, y):
        for given in (X, y, w, b):
            given.data.zero_()
        value = (0 * w).sum() + 0 * b
        value.register_hook(lambda g: 0 * g)
        return value


def train(params, X, y, learning_rate, steps):
    for given in (X, y, *params.values()):
        given.data.zero_()
    return [0.0] * steps
