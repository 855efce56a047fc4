# expect: gradient wrong_value summed
"""Differentiates by one number that is added to all entries."""
import torch


def gradient(f, x):
    shift = torch.zeros((), dtype=x.dtype, requires_grad=True)
    f(x.detach() + shift).backward()
    return torch.full_like(x, shift.grad.item()).detach()
