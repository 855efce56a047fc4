# expect: gradient error device_hard_coded
"""Moves x to a device of its own choice."""
import torch


def gradient(f, x):
    at = x.detach().to("cuda").requires_grad_(True)
    f(at).backward()
    return at.grad
