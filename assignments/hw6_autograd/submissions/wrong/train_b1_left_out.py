# expect: train error grad_lost
"""b1 is left out of the net, so that nothing ever reaches it."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for name in params:
                params[name] -= learning_rate * params[name].grad
            for p in params.values():
                p.grad = None
    return losses
