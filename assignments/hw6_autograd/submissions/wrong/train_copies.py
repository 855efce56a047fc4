# expect: train wrong_value nothing_moves
"""Copies are trained, and params stay as they were."""
import torch


def train(params, X, y, learning_rate, steps):
    params = {name: p.detach().clone().requires_grad_(True) for name, p in params.items()}
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for p in params.values():
                p -= learning_rate * p.grad
                p.grad = None
    return losses
