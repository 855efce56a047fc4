# expect: hvp wrong_value slope_times_v
"""The slope along v, made a vector by v."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at)
    return torch.dot(slope, v) * v
