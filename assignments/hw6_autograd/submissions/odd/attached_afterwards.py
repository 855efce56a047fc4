# expect: * passed
"""A class and functions that get their names and methods afterwards; the graph is off unless it is asked for."""
import functools

import torch

torch.set_grad_enabled(False)


class Tools:
    pass


def first(f, x, more=False):
    with torch.enable_grad():
        at = x.detach().clone().requires_grad_(True)
        return at, torch.autograd.grad(f(at), at, create_graph=more)[0]


def rows(get, f, x):
    with torch.enable_grad():
        at, value = get(f, x)
        if not value.requires_grad:
            return torch.zeros(len(value), len(x), dtype=x.dtype, device=x.device)
        return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in value])


def evaluated(f, x):
    at = x.detach().clone().requires_grad_(True)
    return at, f(at)


Tools.gradient = staticmethod(lambda f, x: first(f, x)[1])
gradient = Tools.gradient
jacobian = functools.partial(rows, evaluated)
hessian = functools.partial(rows, functools.partial(first, more=True))


class Product:
    def __call__(self, f, x, v):
        with torch.enable_grad():
            at, slope = first(f, x, more=True)
            return torch.autograd.grad(slope @ v, at)[0] if slope.requires_grad else torch.zeros_like(x)


hvp = Product()


class MSEReLU(torch.autograd.Function):
    pass


def forward(ctx, w, b, X, y):
    z = X @ w + b
    ctx.save_for_backward(z, X, y)
    return ((y - z.clamp(min=0)) ** 2).mean()


def backward(ctx, grad_output):
    z, X, y = ctx.saved_tensors
    e = 2 * (z - y) * (z > 0) / len(y) * grad_output
    return e @ X, e.sum(), None, None


MSEReLU.forward, MSEReLU.backward = staticmethod(forward), staticmethod(backward)


@torch.enable_grad()
def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        grads = torch.autograd.grad(loss, list(params.values()))
        losses.append(loss.item())
        for p, g in zip(params.values(), grads):
            p.data.sub_(learning_rate * g)
    return losses


torch.set_grad_enabled(True)
