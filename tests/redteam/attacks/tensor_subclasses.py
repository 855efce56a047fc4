# kind: comparison
# verdict: wrong_dtype, wrong_value, error
"""A tensor of a class that answers every PyTorch function with True."""
import torch


class Fool(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True


def loss(w, b, X, y):
    return torch.zeros((), dtype=torch.float64).as_subclass(Fool)
