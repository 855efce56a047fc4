# expect: train wrong_value adam
"""Adam is no gradient descent."""
import torch


def train(params, X, y, learning_rate, steps):
    optimizer = torch.optim.Adam(params.values(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    return losses
