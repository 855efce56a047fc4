# expect: train error graph_detached
"""The whole forward pass stands under no_grad."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        with torch.no_grad():
            out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
            loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
    return losses
