# expect: jacobian mutated_input
"""x itself becomes the leaf, and its .grad is cleared."""
import torch


def jacobian(f, x):
    x.requires_grad_(True)
    value = f(x)
    rows = []
    for one in value:
        x.grad = None
        one.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
