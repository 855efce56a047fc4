# expect: train wrong_value rebound
"""New tensors are put into the dict that was given, and require grad when the next step needs it."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        for p in params.values():
            p.requires_grad_(True)
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, list(params.values()))
        for name, g in zip(list(params), grads):
            params[name] = (params[name] - learning_rate * g).detach()
    return losses
