# expect: hvp forbidden hessian_formed
"""Sixteen rows of the Hessian at a time, times v: no table is kept whole, but all of it is computed."""
import torch


def hvp(f, x, v):
    slope = torch.func.grad(f)
    at = x.detach()
    value, pull = torch.func.vjp(slope, at)
    picks = torch.eye(len(x), dtype=x.dtype, device=x.device)
    return torch.cat([torch.func.vmap(pull)(some)[0] @ v for some in picks.split(16)])
