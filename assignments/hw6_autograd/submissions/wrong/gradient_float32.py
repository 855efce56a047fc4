# expect: gradient wrong_dtype dtype_changed
"""Everything in float32."""
import torch


def gradient(f, x):
    at = x.detach().float().requires_grad_(True)
    return torch.autograd.grad(f(at), at)[0]
