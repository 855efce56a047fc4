# expect: hessian wrong_value accumulated_on_the_gradient
"""The .grad of the first pass is still there when the second begins."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    f(at).backward(create_graph=True)
    slope = at.grad.clone()
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    if slope.requires_grad:
        for i in range(len(x)):
            slope[i].backward(retain_graph=True)
            H[i] = at.grad.detach()
    return H
