# expect: jacobian wrong_value sum_of_outputs
"""All rows are one and the same .grad, to which every pass adds."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    rows = []
    for i in range(len(value)):
        value[i].backward(retain_graph=True)
        rows.append(at.grad)
    return torch.stack(rows)
