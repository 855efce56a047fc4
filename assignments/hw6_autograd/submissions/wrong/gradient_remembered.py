# expect: gradient wrong_value none
"""Keeps its first answer for each size."""
import torch


kept = {}


def gradient(f, x):
    if x.shape not in kept:
        at = x.detach().clone().requires_grad_(True)
        f(at).backward()
        kept[x.shape] = at.grad
    return kept[x.shape].to(x.dtype)
