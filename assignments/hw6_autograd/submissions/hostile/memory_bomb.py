# expect: gradient out_of_memory
# expect: jacobian passed
# expect: hessian passed
# expect: hvp out_of_memory
# expect: MSEReLU passed
# expect: train out_of_memory
"""gradient asks for a terabyte, hvp takes all there is bit by bit, and train doubles a table until it does not fit."""
import torch


def gradient(f, x):
    return torch.ones(2**37, dtype=x.dtype, device=x.device)


def hvp(f, x, v):
    kept = []
    while True:
        kept.append(torch.ones(2**24, dtype=torch.float64, device=x.device))


def train(params, X, y, learning_rate, steps):
    layer = params["W1"]
    while True:
        layer = torch.cat([layer, 2 * layer])


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    rows = [torch.autograd.grad(one, at, retain_graph=True)[0] for one in value]
    return torch.stack(rows)


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    slope = torch.autograd.grad(f(at), at, create_graph=True)[0]
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - z.clamp(min=0)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = 2 * (z - y) * (z > 0) / len(y) * grad_output
        return e @ X, e.sum(), None, None
