# expect: gradient crashed
# expect: jacobian passed
# expect: hessian passed
# expect: hvp passed
# expect: MSEReLU crashed
# expect: train passed
"""gradient ends the process, MSEReLU reads where nothing is."""
import torch


import ctypes
import os


def gradient(f, x):
    os._exit(0)


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        return w.sum() * ctypes.string_at(0)[0]

    @staticmethod
    def backward(ctx, grad_output):
        return None, None, None, None


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


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    slope = torch.autograd.grad(f(at), at, create_graph=True)[0]
    if not slope.requires_grad:
        return torch.zeros_like(x)
    return torch.autograd.grad(slope @ v, at)[0].detach()


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        grads = torch.autograd.grad(loss, list(params.values()))
        losses.append(loss.item())
        with torch.no_grad():
            for p, g in zip(params.values(), grads):
                p -= learning_rate * g
    return losses
