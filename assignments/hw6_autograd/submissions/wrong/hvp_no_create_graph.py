# expect: hvp error create_graph_forgotten
"""The gradient has no graph."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at)
    return torch.autograd.grad(slope @ v, at)[0]
