# expect: hessian error create_graph_forgotten
"""The gradient has no graph."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])
