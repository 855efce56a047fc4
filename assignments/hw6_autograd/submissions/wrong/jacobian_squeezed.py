# expect: jacobian wrong_shape other_shape
# expect: hessian wrong_shape other_shape
"""Squeezed at the end: the axis of one output, or of one input, is lost."""
import torch


def jacobian(f, x):
    return torch.func.jacrev(f)(x.detach()).squeeze()


def hessian(f, x):
    return torch.func.hessian(f)(x.detach()).squeeze()
