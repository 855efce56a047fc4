# expect: hvp error create_graph_forgotten
"""The graph of the gradient is made, and cut."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    directional = slope.detach() @ v
    return torch.autograd.grad(directional, at)[0]
