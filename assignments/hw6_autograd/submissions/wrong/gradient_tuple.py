# expect: gradient wrong_dtype a_tuple
"""What torch.autograd.grad returns, as it is."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(at), at)
