# expect: MSEReLU wrong_value grad_output_added
"""What comes down is added in place of multiplied."""
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
        e = 2 / len(y) * (z - y) * (z > 0)
        return e @ X + grad_output, e.sum() + grad_output, None, None
