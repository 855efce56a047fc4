# expect: hessian wrong_value lower_half_only
"""Each row ends at the diagonal."""
import torch


def hessian(f, x):
    x = x.detach().clone().requires_grad_(True)
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    if g.requires_grad:
        for i in range(len(x)):
            (row,) = torch.autograd.grad(g[i], x, retain_graph=True, materialize_grads=True)
            H[i, : i + 1] = row[: i + 1]
    return H
