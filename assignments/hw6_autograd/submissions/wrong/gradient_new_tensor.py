# expect: gradient wrong_dtype dtype_changed
"""torch.tensor of a list has the default dtype, and not that of x."""
import torch


def gradient(f, x):
    at = torch.tensor(x.tolist(), device=x.device, requires_grad=True)
    f(at).backward()
    return at.grad
