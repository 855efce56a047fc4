# expect: MSEReLU wrong_value saved_outside_ctx
"""What backward needs is kept on the class."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        MSEReLU.z, MSEReLU.X, MSEReLU.y = X @ w + b, X, y
        return ((y - MSEReLU.z.clamp(min=0)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = MSEReLU.z, MSEReLU.X, MSEReLU.y
        e = grad_output * 2 / len(y) * (z - y) * (z > 0)
        return e @ X, e.sum(), None, None
