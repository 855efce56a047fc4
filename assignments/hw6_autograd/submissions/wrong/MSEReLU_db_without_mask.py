# expect: MSEReLU wrong_value no_mask_in_db
"""The mask is in dw alone."""
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
        e = 2 * (torch.relu(z) - y) * (z > 0) / len(y)
        return grad_output * (X.T @ e), grad_output * (2 * (torch.relu(z) - y) / len(y)).sum(), None, None
