# expect: hvp forbidden hessian_formed
"""The rows are written into a table (n, n)."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    for i in range(len(x)):
        H[i] = torch.autograd.grad(slope[i], at, retain_graph=True)[0]
    return H @ v
