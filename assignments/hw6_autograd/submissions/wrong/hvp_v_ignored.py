# expect: hvp wrong_value v_ignored
"""The second pass starts from a vector of ones."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    return torch.autograd.grad(slope.sum(), at)[0]
