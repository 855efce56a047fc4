# expect: gradient wrong_value accumulated
"""Works on x where it requires grad, and gives back x as it was: what .grad held before is in the answer."""
import torch


def gradient(f, x):
    if not x.requires_grad:
        at = x.clone().requires_grad_(True)
        f(at).backward()
        return at.grad
    before = x.grad.clone()
    f(x).backward()
    found = x.grad.clone()
    x.grad.copy_(before)
    return found
