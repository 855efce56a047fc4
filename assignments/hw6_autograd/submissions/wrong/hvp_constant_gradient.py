# expect: hvp error constant_gradient
"""A linear function is not thought of."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    return torch.autograd.grad(slope @ v, at)[0]
