# expect: hvp wrong_value always_zero
"""A linear f is thought of, and create_graph=True is not: every f looks linear."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at)
    return torch.autograd.grad(slope @ v, at)[0] if slope.requires_grad else torch.zeros_like(x)
