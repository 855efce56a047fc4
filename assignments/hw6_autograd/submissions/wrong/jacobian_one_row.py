# expect: jacobian wrong_shape one_row
"""One pass with a vector of ones."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    value.backward(torch.ones_like(value))
    return at.grad
