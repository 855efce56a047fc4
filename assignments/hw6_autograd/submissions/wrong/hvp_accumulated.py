# expect: hvp wrong_value accumulated
"""The .grad of the first pass is still there when the second begins."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    f(at).backward(create_graph=True)
    slope = at.grad
    if not slope.requires_grad:
        return torch.zeros_like(x)
    (slope @ v).backward()
    return at.grad.detach()
