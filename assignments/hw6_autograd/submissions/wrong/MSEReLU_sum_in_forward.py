# expect: MSEReLU wrong_value sum_in_forward
"""The loss is a sum, and the gradients are those of a mean."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - z.clamp(min=0)) ** 2).sum()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = grad_output * 2 / len(y) * (z - y) * (z > 0)
        return e @ X, e.sum(), None, None
