# expect: hessian error constant_gradient
"""A linear function is not thought of."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])
