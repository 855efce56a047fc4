# expect: jacobian wrong_value accumulated
""".grad is never cleared between the rows."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    rows = []
    for i in range(len(value)):
        value[i].backward(retain_graph=True)
        rows.append(at.grad.clone())
    return torch.stack(rows)
