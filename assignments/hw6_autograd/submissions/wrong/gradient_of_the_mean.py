# expect: gradient wrong_value mean_of_f
"""Divides by the number of entries, as if f were a sum to be averaged."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    (f(at) / at.numel()).backward()
    return at.grad
