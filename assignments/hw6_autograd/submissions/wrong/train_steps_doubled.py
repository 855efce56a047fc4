# expect: train wrong_value steps_doubled
"""Each step is twice as long."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for t in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for name in ("W1", "b1", "W2", "b2"):
                params[name] -= 2 * learning_rate * params[name].grad
            for p in params.values():
                p.grad = None
    return losses
