# expect: hessian wrong_shape diagonal
"""∂²f/∂x_i² alone, as a vector."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(slope[i], at, retain_graph=True)[0][i] for i in range(len(x))])
