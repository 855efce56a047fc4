# expect: MSEReLU wrong_value absolute_residuals
"""The mean of the absolute residuals."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return (y - z.clamp(min=0)).abs().mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = grad_output * 2 / len(y) * (z - y) * (z > 0)
        return e @ X, e.sum(), None, None
