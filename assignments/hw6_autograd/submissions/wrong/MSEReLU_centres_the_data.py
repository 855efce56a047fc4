# expect: MSEReLU mutated_input
"""X is centred in place."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        mean = X.mean(0)
        X -= mean
        z = (X + mean) @ w + b
        ctx.save_for_backward(z, X + mean, y)
        return ((y - z.clamp(min=0)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = grad_output * 2 / len(y) * (z - y) * (z > 0)
        return e @ X, e.sum(), None, None
