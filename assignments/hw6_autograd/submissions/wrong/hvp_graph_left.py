# expect: hvp wrong_value graph_left
"""The product is made with a graph of its own."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)

    return torch.autograd.grad(slope @ v, at, create_graph=True)[0]
