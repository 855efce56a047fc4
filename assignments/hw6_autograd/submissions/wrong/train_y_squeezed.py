# expect: train wrong_value broadcast
"""y is made a vector, and the prediction stays a column."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    y = y.squeeze()
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, list(params.values()))
        with torch.no_grad():
            for p, g in zip(params.values(), grads):
                p -= learning_rate * g
    return losses
