# expect: train wrong_value broadcast
"""The prediction is made a vector, and y stays a column."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = (torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]).squeeze()
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, list(params.values()))
        with torch.no_grad():
            for p, g in zip(params.values(), grads):
                p -= learning_rate * g
    return losses
