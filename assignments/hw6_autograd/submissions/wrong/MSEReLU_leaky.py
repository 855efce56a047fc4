# expect: MSEReLU wrong_value leaky_in_backward
"""A leaky ReLU in the backward pass."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - z.clamp(min=0)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = grad_output * 2 / len(y) * (z.clamp(min=0) - y) * torch.where(z > 0, 1.0, 0.01)
        return e @ X, e.sum(), None, None
