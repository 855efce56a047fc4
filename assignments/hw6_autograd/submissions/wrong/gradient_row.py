# expect: gradient wrong_shape other_shape
"""A row (1, n) where x is (n,)."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(at), at)[0].reshape(1, -1)
