# expect: hessian wrong_value same_grad
""".grad is cleared in place before each pass, and kept as it is: one tensor, as often as there are rows."""
import torch


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    at.grad = torch.zeros_like(x)
    rows = []
    for one in slope:
        at.grad.zero_()
        one.backward(retain_graph=True)
        rows.append(at.grad)
    return torch.stack(rows)
