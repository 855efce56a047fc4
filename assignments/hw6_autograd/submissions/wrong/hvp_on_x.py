# expect: hvp mutated_input
"""x itself becomes the leaf, and gets a .grad."""
import torch


def hvp(f, x, v):
    x.requires_grad_(True)
    (slope,) = torch.autograd.grad(f(x), x, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)
    x.grad = None
    (slope @ v).backward()
    return x.grad
