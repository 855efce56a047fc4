# expect: jacobian wrong_value same_grad
""".grad is cleared in place before each pass, and kept as it is: one tensor, as often as there are rows."""
import torch


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    rows = []
    for one in value:
        if at.grad is not None:
            at.grad.zero_()
        one.backward(retain_graph=True)
        rows.append(at.grad)
    return torch.stack(rows)
