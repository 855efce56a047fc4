# expect: gradient wrong_dtype dtype_changed
"""Everything in float64."""
import torch


def gradient(f, x):
    at = x.detach().double().clone().requires_grad_(True)
    f(at).backward()
    return at.grad
