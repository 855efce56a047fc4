# expect: gradient error graph_detached
"""f is evaluated at the tensor that was given, which begins no graph."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at.detach())
    value.backward()
    return at.grad
