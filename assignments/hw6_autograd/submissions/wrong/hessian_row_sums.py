# expect: hessian wrong_shape row_sums
"""The second pass starts from a vector of ones."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.autograd.grad(slope, at, torch.ones_like(slope))[0]
