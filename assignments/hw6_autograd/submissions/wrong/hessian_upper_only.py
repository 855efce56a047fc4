# expect: hessian wrong_value upper_half_only
"""Symmetry is used, and the lower half never filled."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    if slope.requires_grad:
        for i in range(len(x)):
            H[i, i:] = torch.autograd.grad(slope[i], at, retain_graph=True)[0][i:]
    return H
