# expect: hvp wrong_shape directional_derivative
"""∇f·v, which is one number: the second pass is missing."""
import torch


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at)
    return slope @ v
