# expect: hvp wrong_value gradient_times_v
"""The product with v is taken of the gradient, entry by entry."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    f(at).backward()
    return torch.mul(at.grad, v)
