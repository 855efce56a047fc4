# expect: * passed
"""Looks for anomalies in every backward pass, and makes every warning an error."""
import warnings

import numpy as np
import torch

torch.autograd.set_detect_anomaly(True)
np.seterr(all="raise")
warnings.simplefilter("error")


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(at), at)[0]


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

