# expect: MSEReLU error none
"""forward has no ctx."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(w, b, X, y):
        return ((y - (X @ w + b).clamp(min=0)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        return None, None, None, None
