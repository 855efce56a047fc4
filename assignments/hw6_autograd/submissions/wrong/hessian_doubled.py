# expect: hessian wrong_value doubled
"""Made symmetric by adding the transpose, without the half."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    H = torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])
    return H + H.T
