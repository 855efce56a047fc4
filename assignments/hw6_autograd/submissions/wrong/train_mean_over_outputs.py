# expect: train wrong_value mean_over_outputs
"""nn.MSELoss divides by N k, and has no half."""
import torch


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = torch.nn.functional.mse_loss(out, y)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for p in params.values():
                p -= learning_rate * p.grad
                p.grad = None
    return losses
