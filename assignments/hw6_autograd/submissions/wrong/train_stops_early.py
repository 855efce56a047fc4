# expect: train wrong_shape stops_early
"""The loop ends where the loss goes up."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        if losses and loss.item() > losses[-1]:
            break
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, list(params.values()))
        with torch.no_grad():
            for p, g in zip(params.values(), grads):
                p -= learning_rate * g
    return losses
