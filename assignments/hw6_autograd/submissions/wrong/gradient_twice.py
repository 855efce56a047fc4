# expect: gradient wrong_value backward_twice
"""Two backward passes add to one .grad."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    value.backward(retain_graph=True)
    value.backward()
    return at.grad
