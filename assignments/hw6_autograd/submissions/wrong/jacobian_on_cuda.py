# expect: jacobian error device_hard_coded
"""The table is made on a device of its own choice."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    J = torch.zeros(len(value), len(at), dtype=x.dtype, device=torch.device("cuda:0"))
    for i in range(len(value)):
        J[i] = torch.autograd.grad(value[i], at, retain_graph=True)[0]
    return J
