# expect: hessian mutated_input
"""x itself becomes the leaf, and stays one."""
import torch


def hessian(f, x):
    x.requires_grad_(True)
    (slope,) = torch.autograd.grad(f(x), x, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, x, retain_graph=True)[0] for one in slope])
