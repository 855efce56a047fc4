# expect: * passed
"""Losses as a NumPy array; the graph is begun with torch.Tensor.clone; once_differentiable on the backward."""
import numpy as np
import torch
from torch.autograd.function import once_differentiable


def fresh(x):
    return torch.nn.Parameter(x.detach().clone())


def gradient(f, x):
    p = fresh(x)
    f(p).backward()
    return p.grad.detach()


def jacobian(f, x):
    p = fresh(x)
    y = f(p)
    rows = []
    for i, last in enumerate(range(len(y), 0, -1)):
        unit = y.new_zeros(y.shape)
        unit[i] = 1
        y.backward(unit, retain_graph=last > 1)
        rows.append(p.grad.clone())
        p.grad.zero_()
    return torch.stack(rows)


def hessian(f, x):
    try:
        return jacobian(lambda p: torch.autograd.grad(f(p), p, create_graph=True)[0], x)
    except RuntimeError:  # a linear function
        return x.new_zeros(len(x), len(x))


def hvp(f, x, v):
    p = fresh(x)
    (slope,) = torch.autograd.grad(f(p), p, create_graph=True)
    try:
        return torch.autograd.grad(slope, p, v.detach())[0]
    except RuntimeError:
        return torch.zeros_like(p).detach()


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = (X * w).sum(-1) + b
        ctx.save_for_backward(X, y, z)
        return ((y - z.relu()) ** 2).mean()

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        X, y, z = ctx.saved_tensors
        d = torch.zeros_like(z)
        d[z > 0] = (z - y)[z > 0]
        d *= 2.0 * grad_output / len(d)
        return (d[:, None] * X).sum(0, keepdim=True), d, None, None  # autograd adds up what was broadcast


def train(params, X, y, learning_rate, steps):
    p = [params[k] for k in ["W1", "b1", "W2", "b2"]]
    losses = np.zeros(steps)
    for t in range(steps):
        for one in p:
            one.grad = None
        loss = ((torch.relu(X @ p[0] + p[1]) @ p[2] + p[3] - y) ** 2).sum() / 2 / len(X)
        loss.backward()
        losses[t] = loss.item()
        with torch.no_grad():
            for one in p:
                one -= learning_rate * one.grad
    return losses
