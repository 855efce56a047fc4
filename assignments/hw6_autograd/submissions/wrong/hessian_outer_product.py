# expect: hessian wrong_value outer_product
"""The gradient times itself."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    f(at).backward()
    return torch.outer(at.grad, at.grad)
