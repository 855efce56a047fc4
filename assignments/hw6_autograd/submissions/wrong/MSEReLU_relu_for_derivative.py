# expect: MSEReLU wrong_value relu_for_its_derivative
"""The error is multiplied by relu(z)."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - torch.relu(z)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = 2 * (torch.relu(z) - y) * torch.relu(z) / len(y)
        return grad_output * (X.T @ e), grad_output * e.sum(), None, None
