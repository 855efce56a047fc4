# expect: train wrong_value momentum
"""Gradient descent with momentum."""
import torch


def train(params, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(params.values(), lr=learning_rate, momentum=0.9)
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    return losses
