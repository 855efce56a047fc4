# expect: train wrong_value clipped
"""The gradients are cut to length 1, as one finds it in training loops of others."""
import torch


def train(params, X, y, learning_rate, steps):
    tensors, losses = list(params.values()), []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, tensors)
        length = torch.sqrt(sum((g * g).sum() for g in grads))
        with torch.no_grad():
            for p, g in zip(tensors, grads):
                p -= learning_rate * (g / length if length > 1 else g)
    return losses
