# expect: gradient mutated_input
"""x itself is used, and its .grad is thrown away first."""
import torch


def gradient(f, x):
    x.requires_grad = True
    x.grad = None
    f(x).backward()
    return x.grad.clone()
