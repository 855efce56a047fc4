# expect: train wrong_value hidden_layer_stays
"""The hidden layer is cut off: its parameters never move."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]).detach() @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for p in params.values():
                if p.grad is not None:
                    p -= learning_rate * p.grad
                    p.grad = None
    return losses
