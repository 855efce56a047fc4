# expect: train error graph_detached
"""Under no_grad the names are bound to new tensors, which begin no graph."""
import torch


def train(params, X, y, learning_rate, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        loss = ((torch.relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            W1 = W1 - learning_rate * W1.grad
            b1 = b1 - learning_rate * b1.grad
            W2 = W2 - learning_rate * W2.grad
            b2 = b2 - learning_rate * b2.grad
    return losses
