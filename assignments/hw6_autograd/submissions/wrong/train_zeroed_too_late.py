# expect: train wrong_value no_step
""".grad is cleared between the backward pass and the step."""
import torch


def train(params, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(params.values(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses
