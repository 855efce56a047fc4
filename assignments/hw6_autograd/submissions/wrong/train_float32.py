# expect: train wrong_dtype other_precision
"""The parameters become float32 on the way."""
import torch


def train(params, X, y, learning_rate, steps):
    for name in params:
        params[name] = params[name].detach().float().requires_grad_(True)
    X, y = X.float(), y.float()
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
