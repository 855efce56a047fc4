# expect: jacobian wrong_dtype dtype_changed
"""The rows are written into a table of the default dtype."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    J = torch.zeros(len(value), len(at), device=x.device)
    for i in range(len(value)):
        J[i] = torch.autograd.grad(value[i], at, retain_graph=True)[0]
    return J
