# expect: MSEReLU forbidden no_function_of_its_own
"""A function of one's own stands on top, and hands what comes down to autograd's own gradients."""
import torch


class Last(torch.autograd.Function):
    @staticmethod
    def forward(ctx, loss):
        return loss.clone()

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


class MSEReLU:
    @staticmethod
    def apply(w, b, X, y):
        return Last.apply(((y.detach() - torch.relu(X.detach() @ w + b)) ** 2).mean())
