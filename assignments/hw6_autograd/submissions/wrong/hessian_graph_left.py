# expect: hessian wrong_value graph_left
"""The rows are made with a graph of their own."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, at, create_graph=True)[0] for one in slope])
