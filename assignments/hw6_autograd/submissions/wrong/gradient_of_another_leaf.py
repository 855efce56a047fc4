# expect: gradient error graph_detached
"""The leaf that is asked for is not the one that f saw."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at.clone().detach().requires_grad_(True))
    return torch.autograd.grad(value, at)[0]
