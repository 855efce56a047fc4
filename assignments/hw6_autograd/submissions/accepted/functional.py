# expect: * passed
"""torch.autograd.functional does the first four; train uses torch.optim.SGD on the tensors themselves."""
import torch
from torch.autograd import functional


def gradient(f, x):
    return functional.vjp(f, x.detach())[1]


def jacobian(f, x):
    return functional.jacobian(f, x.detach(), vectorize=True)


def hessian(f, x):
    return functional.hessian(f, x.detach())


def hvp(f, x, v):
    return functional.vhp(f, x.detach(), v)[1]


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.X, ctx.N = X, len(y)
        ctx.z = torch.addmv(b.expand(len(y)), X, w)
        ctx.e = ctx.z.relu() - y
        return ctx.e.square().mean()

    @staticmethod
    def backward(ctx, grad_output):
        pull = ctx.e * torch.heaviside(ctx.z, torch.zeros_like(ctx.z)) * grad_output * 2 / ctx.N
        return pull @ ctx.X, pull.sum(), None, None


def train(params, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(params.values(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        predicted = torch.nn.functional.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = torch.nn.functional.mse_loss(predicted, y, reduction="sum") / (2 * y.shape[0])
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().cpu().item())
    return losses
