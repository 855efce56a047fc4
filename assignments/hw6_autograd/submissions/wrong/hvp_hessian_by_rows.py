# expect: hvp forbidden hessian_formed
"""Row by row: no table is kept, but n backward passes are made."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] @ v for one in slope])
