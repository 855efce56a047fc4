# expect: jacobian wrong_value graph_left
"""The rows are made with a graph of their own."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    return torch.stack([torch.autograd.grad(one, at, create_graph=True)[0] for one in f(at)])
