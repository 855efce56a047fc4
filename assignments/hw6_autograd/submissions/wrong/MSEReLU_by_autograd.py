# expect: MSEReLU forbidden no_function_of_its_own
"""A plain class: autograd differentiates its forward, and backward is never called."""
import torch


class MSEReLU:
    @staticmethod
    def apply(w, b, X, y):
        return ((y - torch.relu(X.detach() @ w + b)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        return None, None, None, None
