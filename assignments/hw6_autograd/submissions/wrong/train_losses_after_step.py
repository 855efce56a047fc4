# expect: train wrong_value losses_after_step
"""The loss is taken after the step."""
import torch


def train(params, X, y, learning_rate, steps):
    def loss_of():
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        return ((out - y) ** 2).sum() / (2 * len(X))

    losses = []
    for _ in range(steps):
        loss_of().backward()
        with torch.no_grad():
            for p in params.values():
                p -= learning_rate * p.grad
                p.grad = None
        losses.append(loss_of().item())
    return losses
