# expect: gradient wrong_value sign
"""The direction of descent, not the gradient."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    return -torch.autograd.grad(f(at), at)[0]
