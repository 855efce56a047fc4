# expect: MSEReLU wrong_value sign_in_dw
"""dw points the other way."""
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
        return -grad_output * (X.T @ e), grad_output * e.sum(), None, None
