# expect: hessian wrong_value accumulated
""".grad is cleared after the first pass, and never again."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    if slope.requires_grad:
        for i in range(len(x)):
            slope[i].backward(retain_graph=True)
            H[i] = at.grad
    return H
