# expect: jacobian wrong_dtype other_type
"""A list of rows is no tensor."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    return [torch.autograd.grad(one, at, retain_graph=True)[0] for one in f(at)]
