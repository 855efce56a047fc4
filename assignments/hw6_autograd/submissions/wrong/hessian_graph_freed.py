# expect: hessian error graph_freed
"""The graph of the gradient is freed by the first row."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, at)[0] for one in slope])
