# expect: jacobian error graph_detached
"""The values are copied into a fresh tensor before they are differentiated."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = torch.tensor(f(at).tolist(), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in value])
