# expect: * forbidden
"""The neuron in torch: this homework is in NumPy."""
import torch


def leaves(*parts):
    return [torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in parts]


def answer(w, x, b):
    return torch.relu(w @ x + b)


def activation(w, x, b):
    return answer(*leaves(w, x, b)).item()


def d_activation(w, x, b):
    w, x, b = leaves(w, x, b)
    dw, db, dx = torch.autograd.grad(answer(w, x, b), (w, b, x))
    return dw.numpy(), db.item(), dx.numpy()
