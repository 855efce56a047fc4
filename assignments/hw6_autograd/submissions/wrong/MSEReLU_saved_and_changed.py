# expect: MSEReLU wrong_value saved_and_changed
"""A tensor is changed in place after it was saved."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        residual = z.clamp_(min=0).sub_(y)
        return (residual ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = grad_output * 2 / len(y) * (z - y) * (z > 0)
        return e @ X, e.sum(), None, None
