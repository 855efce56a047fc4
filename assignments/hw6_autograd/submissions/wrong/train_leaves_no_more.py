# expect: train wrong_value leaves_no_more
"""requires_grad is put off for the step, and on again by the next one only."""
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
        for p, g in zip(params.values(), grads):
            p.requires_grad_(False)
            p -= learning_rate * g
    return losses
