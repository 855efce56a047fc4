# expect: train wrong_value no_hidden_bias
"""b1 is left out, and its .grad is never there."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for name in ("W1", "W2", "b2"):
                params[name] -= learning_rate * params[name].grad
                params[name].grad = None
    return losses
