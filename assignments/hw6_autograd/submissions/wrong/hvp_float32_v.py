# expect: hvp error dtypes_mixed
"""v is copied into a tensor of the default dtype."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    return torch.autograd.grad(slope @ torch.tensor(v.tolist(), device=v.device), at)[0]
