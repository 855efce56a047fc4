# expect: MSEReLU wrong_value half
"""1/(2N) in place of 1/N, as in hw5."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - z.clamp(min=0)) ** 2).mean() / 2

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = grad_output / len(y) * (z - y) * (z > 0)
        return e @ X, e.sum(), None, None
