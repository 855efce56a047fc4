# expect: jacobian error none
"""As many outputs as inputs are taken for granted."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    return torch.stack([torch.autograd.grad(value[i], at, retain_graph=True)[0] for i in range(len(x))])
