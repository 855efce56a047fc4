# expect: train wrong_value one_by_one
"""Every parameter has a forward and a backward pass of its own, after the update of the one before."""
import torch


def net_loss(params, X, y):
    hidden = torch.relu(X @ params["W1"] + params["b1"])
    return ((hidden @ params["W2"] + params["b2"] - y) ** 2).sum() / (2 * len(X))


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        losses.append(net_loss(params, X, y).item())
        for p in params.values():
            (g,) = torch.autograd.grad(net_loss(params, X, y), p)
            p.data -= learning_rate * g
    return losses
