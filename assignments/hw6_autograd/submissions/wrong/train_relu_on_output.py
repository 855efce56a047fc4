# expect: train wrong_value relu_on_output
"""Every layer has a ReLU, the last one too."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = X
        for layer in "12":
            out = torch.relu(out @ params["W" + layer] + params["b" + layer])
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for p in params.values():
                p -= learning_rate * p.grad
                p.grad = None
    return losses
