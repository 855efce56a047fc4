# expect: MSEReLU wrong_value grad_output_ignored_in_db
"""grad_output is multiplied into dw alone."""
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
        e = 2 / len(y) * (z - y) * (z > 0)
        return grad_output * (e @ X), e.sum(), None, None
