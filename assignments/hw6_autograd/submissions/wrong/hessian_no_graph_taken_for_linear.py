# expect: hessian wrong_value always_zero
"""A linear f is thought of, and create_graph=True is not: every f looks linear."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])
