import torch
from torch import nn


class At:
    """A function at a point."""

    def __init__(self, f, x, second=False):
        self.x = nn.Parameter(x.detach().clone())
        self.y = f(self.x)
        self.second = second

    @property
    def slope(self):
        return self.pull(self.y, keep=self.second)

    def pull(self, y, v=None, keep=False):
        if not y.requires_grad:
            return self.x.detach() * 0
        return torch.autograd.grad(y, self.x, v, retain_graph=True, create_graph=keep)[0]


def gradient(f, x):
    return At(f, x).slope


def jacobian(f, x):
    here = At(f, x)
    return torch.stack([here.pull(one) for one in here.y])


def hessian(f, x):
    here = At(f, x, second=True)
    return torch.stack([here.pull(one) for one in here.slope])


def hvp(f, x, v):
    here = At(f, x, second=True)
    return here.pull(here.slope, v)


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(w, b, X, y):
        return nn.functional.mse_loss(nn.functional.relu(X @ w + b), y)

    @staticmethod
    def setup_context(ctx, inputs, output):
        w, b, X, y = inputs
        ctx.save_for_backward(X, y, X @ w + b)

    @staticmethod
    def backward(ctx, grad_output):
        X, y, z = ctx.saved_tensors
        dz = torch.where(z > 0, 2 * (z - y) / len(y), torch.zeros_like(z)) * grad_output
        return dz @ X, dz.sum(), None, None


def train(params, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(list(params.values()), lr=learning_rate)
    losses = []
    for _ in range(steps):
        hidden = nn.functional.relu(X @ params["W1"] + params["b1"])
        loss = 0.5 * ((hidden @ params["W2"] + params["b2"] - y) ** 2).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
