# expect: jacobian wrong_value first_row_only
"""The return stands inside the loop."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    J = torch.zeros(len(value), len(at), dtype=x.dtype, device=x.device)
    for i in range(len(value)):
        J[i] = torch.autograd.grad(value[i], at, retain_graph=True)[0]
        return J
