# expect: jacobian error not_scalar
"""backward() on a vector without v."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    f(at).backward()
    return at.grad
