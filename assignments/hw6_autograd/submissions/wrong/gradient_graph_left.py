# expect: gradient wrong_value graph_left
"""create_graph where nobody asked for it: the result requires grad."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(at), at, create_graph=True)[0]
