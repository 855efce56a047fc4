"""hw6, Amara."""

import torch


def leaf(x):
    """The same numbers, and a graph of their own."""
    return x.detach().clone().requires_grad_(True)


def gradient(f, x):
    x = leaf(x)
    (slope,) = torch.autograd.grad(f(x), x)
    return slope


def jacobian(f, x):
    x = leaf(x)
    y = f(x)
    return torch.stack([torch.autograd.grad(y, x, e, retain_graph=True)[0] for e in torch.eye(len(y)).to(y)])


def slope_with_graph(f, x):
    """The gradient; one that does not depend on x is given a graph that says so."""
    (slope,) = torch.autograd.grad(f(x), x, create_graph=True)
    return slope if slope.requires_grad else slope + 0 * x


def hessian(f, x):
    return jacobian(lambda at: slope_with_graph(f, at), x)


def hvp(f, x, v):
    return gradient(lambda at: slope_with_graph(f, at) @ v, x)


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        error = (X @ w + b).relu() - y
        ctx.save_for_backward(X, error * (X @ w + b > 0))
        return error @ error / len(y)

    @staticmethod
    def backward(ctx, above):
        X, active_error = ctx.saved_tensors
        pull = 2 * above / len(X) * active_error
        return X.T @ pull, pull.sum(), None, None


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        y_hat = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = (y_hat - y).square().sum() / (2 * len(X))
        losses.append(loss.item())
        slopes = torch.autograd.grad(loss, tuple(params.values()))
        with torch.no_grad():
            for parameter, slope in zip(params.values(), slopes):
                parameter -= learning_rate * slope
    return losses
