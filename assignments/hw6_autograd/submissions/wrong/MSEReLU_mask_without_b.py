# expect: MSEReLU wrong_value mask_without_b
"""The condition is that of w·x; b is left out."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.save_for_backward(w, b, X, y)
        return ((y - torch.relu(X @ w + b)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        w, b, X, y = ctx.saved_tensors
        z = X @ w + b
        e = grad_output * 2 / len(y) * (torch.relu(z) - y) * (X @ w > 0)
        return e @ X, e.sum(), None, None
