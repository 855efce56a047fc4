# expect: train wrong_value sample_by_sample
"""A small step for each sample, one after the other."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        total = 0.0
        for x_i, y_i in zip(X, y):
            out = torch.relu(x_i @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
            loss = ((out - y_i) ** 2).sum() / 2
            loss.backward()
            total += loss.item() / len(X)
            with torch.no_grad():
                for p in params.values():
                    p -= learning_rate / len(X) * p.grad
                    p.grad = None
        losses.append(total)
    return losses
