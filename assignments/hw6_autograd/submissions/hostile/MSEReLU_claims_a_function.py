# expect: MSEReLU forbidden no_function_of_its_own
"""Autograd does the work; the tensor that comes back claims a grad_fn of a class that claims to be a function."""
import torch


class Node(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w):
        return w.sum()

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


class Claims(torch.Tensor):
    @property
    def grad_fn(self):
        return Node.apply(torch.ones(2, requires_grad=True)).grad_fn

    @property
    def __class__(self):
        return torch.Tensor


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def apply(w, b, X, y):
        return ((y.detach() - torch.relu(X.detach() @ w + b)) ** 2).mean().as_subclass(Claims)
