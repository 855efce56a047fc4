# expect: hvp mutated_input
"""v is made a unit vector in place."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    length = v.norm()
    v /= length
    return torch.autograd.grad(slope @ v, at)[0] * length
