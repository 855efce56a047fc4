# expect: hessian wrong_dtype dtype_changed
"""The zeros for a linear function have the default dtype."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), device=x.device)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])
