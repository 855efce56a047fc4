# expect: jacobian error graph_freed
"""The graph is freed by the first row."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    return torch.stack([torch.autograd.grad(one, at)[0] for one in value])
