# expect: train error graph_freed
"""One graph, made before the loop, is walked in every step."""
import torch


def train(params, X, y, learning_rate, steps):
    out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    loss = ((out - y) ** 2).sum() / (2 * len(X))
    losses = []
    for _ in range(steps):
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for p in params.values():
                p.data = p.data - learning_rate * p.grad
                p.grad = None
    return losses
