# expect: gradient wrong_value returns_nothing
""".grad of a tensor that is no leaf is None."""
import torch


def gradient(f, x):
    leaf = x.detach().clone().requires_grad_(True)
    at = leaf.clone()
    f(at).backward()
    return at.grad
