# expect: train wrong_value nothing_moves
"""The names are bound to new tensors; params never hears of it."""
import torch


def train(params, X, y, learning_rate, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        loss = ((torch.relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))
        dW1, db1, dW2, db2 = torch.autograd.grad(loss, (W1, b1, W2, b2))
        losses.append(loss.item())
        W1 = W1 - learning_rate * dW1
        b1 = b1 - learning_rate * db1
        W2 = W2 - learning_rate * dW2
        b2 = b2 - learning_rate * db2
    return losses
