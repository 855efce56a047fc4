# expect: gradient mutated_input
"""x itself is made a leaf that requires grad, and its .grad is written."""
import torch


def gradient(f, x):
    x.requires_grad_(True)
    f(x).backward()
    return x.grad
