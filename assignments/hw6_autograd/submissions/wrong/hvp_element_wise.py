# expect: hvp wrong_value element_wise
"""v comes in after the second pass."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    return torch.autograd.grad(slope.sum(), at)[0] * v
