# expect: hessian wrong_value row_sums_on_the_diagonal
"""The gradient of the gradient's sum is taken for the second derivatives, one an entry."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    if slope.requires_grad:
        (second,) = torch.autograd.grad(slope.sum(), at)
        H[range(len(x)), range(len(x))] = second
    return H
