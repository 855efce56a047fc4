# expect: MSEReLU wrong_value mask_without_b_nor_relu
"""The condition is that of w·x, and the residual is that of z."""
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
        e = grad_output * 2 / len(y) * (z - y) * (X @ w > 0)
        return e @ X, e.sum(), None, None
