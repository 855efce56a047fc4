# expect: hvp wrong_value gradient_in_place_of_product
"""The gradient alone."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(at), at)[0]
