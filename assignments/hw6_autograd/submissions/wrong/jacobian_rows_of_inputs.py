# expect: jacobian wrong_shape as_many_rows_as_inputs
"""It stops counting where x ends."""
import torch


def jacobian(f, x):
    x = x.detach().clone().requires_grad_(True)
    value = f(x)
    rows = [
        torch.autograd.grad(part, x, retain_graph=True, materialize_grads=True)[0]
        for part, _ in zip(value, x)
    ]
    return torch.stack(rows)
