# expect: hessian error graph_detached
"""The leaf never requires grad."""
import torch


def hessian(f, x):
    at = x.detach().clone()
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])
