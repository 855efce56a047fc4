# expect: hvp wrong_value product_with_x
"""Both factors are x."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    return torch.autograd.grad(slope @ at.detach(), at)[0]
