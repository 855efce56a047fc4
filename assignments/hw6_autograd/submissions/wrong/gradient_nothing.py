# expect: gradient wrong_value returns_nothing
"""backward() is called, and nothing returned."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    f(at).backward()
