# expect: * passed
"""A class that holds a point and its graph; the net is an nn.Module around the tensors that were given."""
import torch
from torch import nn


class Point:
    def __init__(self, f, x, order=1):
        self.x = x.detach().clone().requires_grad_()
        self.value = f(self.x)
        self.order = order

    def pull(self, value, v=None):
        if not value.requires_grad:
            return torch.zeros_like(self.x)
        return torch.autograd.grad(value, self.x, v, retain_graph=True, create_graph=self.order > 1)[0]

    def rows(self, value):
        picks = torch.eye(len(value), dtype=self.x.dtype, device=self.x.device)
        return torch.vstack([self.pull(value, pick) for pick in picks])


def gradient(f, x):
    point = Point(f, x)
    return point.pull(point.value)


def jacobian(f, x):
    point = Point(f, x)
    return point.rows(point.value)


def hessian(f, x):
    point = Point(f, x, order=2)
    return point.rows(point.pull(point.value)).detach()


def hvp(f, x, v):
    point = Point(f, x, order=2)
    return point.pull(point.pull(point.value).dot(v)).detach()


class MSEReLU(torch.autograd.Function):
    """The sum is walked by hand, and only what counts is kept."""

    @staticmethod
    def forward(ctx, w, b, X, y):
        z = torch.einsum("ij,j->i", X, w).add(b)
        on = z.gt(0)
        ctx.count = y.size(0)
        ctx.save_for_backward(X[on], (z - y)[on])
        return torch.sum((y - z * on) ** 2).div(ctx.count)

    @staticmethod
    def backward(ctx, above):
        X, e = ctx.saved_tensors
        return above * 2 / ctx.count * torch.einsum("i,ij->j", e, X), above * 2 / ctx.count * e.sum(), None, None


class Net(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.tensors = params

    def forward(self, X):
        t = self.tensors
        return nn.functional.linear(nn.functional.relu(nn.functional.linear(X, t["W1"].T, t["b1"])), t["W2"].T, t["b2"])

    def step(self, X, y, learning_rate):
        loss = nn.MSELoss(reduction="none")(self(X), y).sum(1).mean() / 2
        grads = torch.autograd.grad(loss, list(self.tensors.values()))
        with torch.no_grad():
            torch._foreach_add_(list(self.tensors.values()), grads, alpha=-learning_rate)
        return loss.item()


def train(params, X, y, learning_rate, steps):
    net = Net(params)
    return [net.step(X, y, learning_rate) for _ in range(steps)]
