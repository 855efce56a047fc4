"""Values and derivatives by torch.autograd in float64: the only file that computes in the judge with torch.

Functions take tensors. `args` are what they are called with: NumPy arrays, numbers, `Tensor`s. Answers are a float or
an array.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
import torch

from autograder.core.values import Tensor, is_float

Array = np.ndarray[Any, Any]
TorchFunction = Callable[..., torch.Tensor]

torch.set_num_threads(1)  # the judge forks other judges; a thread pool does not survive that, and small work gains none


def value(f: TorchFunction, args: Sequence[Any]) -> float | Array:
    """f at the arguments: a float where it is scalar."""
    with torch.no_grad():
        return _plain(f(*_tensors(args, ())))


def grad(f: TorchFunction, args: Sequence[Any], picked: Sequence[int]) -> tuple[Any, ...]:
    """The gradients of a scalar f with respect to the picked arguments, each in its argument's shape."""
    tensors = _tensors(args, picked)
    leaves = [tensors[i].requires_grad_() for i in picked]
    found = f(*tensors)
    if not found.requires_grad:  # a constant function: its gradient is zero everywhere
        return tuple(_plain(torch.zeros_like(leaf)) for leaf in leaves)
    grads = torch.autograd.grad(found, leaves, allow_unused=True, materialize_grads=True)
    return tuple(_plain(each) for each in grads)


def jacobian(f: TorchFunction, args: Sequence[Any], picked: Sequence[int]) -> tuple[Any, ...]:
    """The Jacobians (m, n) of f with respect to the picked arguments; m is 1 where f is scalar."""
    tensors = _tensors(args, picked)

    def of_picked(*some: torch.Tensor) -> torch.Tensor:
        full = list(tensors)
        for i, tensor in zip(picked, some, strict=True):
            full[i] = tensor
        found = f(*full)
        return found if found.ndim else found.reshape(1)

    parts = torch.autograd.functional.jacobian(of_picked, tuple(tensors[i] for i in picked))
    return tuple(part.reshape(part.shape[0], -1).numpy().copy() for part in parts)


def hessian(f: TorchFunction, args: Sequence[Any]) -> Array:
    """The Hessian (n, n) of a scalar f with respect to its first argument (n,)."""
    x, *others = _tensors(args, (0,))
    found: Array = torch.autograd.functional.hessian(lambda x: f(x, *others), x).numpy()
    return found.copy()


def hvp(f: TorchFunction, args: Sequence[Any], v: Any) -> Array:
    """The product (n,) of that Hessian with v (n,), by differentiating grad(x)·v."""
    (at, *others), (direction,) = _tensors(args, (0,)), _tensors((v,), (0,))
    at.requires_grad_()
    (slope,) = torch.autograd.grad(f(at, *others), at, create_graph=True)
    if not slope.requires_grad:  # a linear function
        return np.zeros(at.shape)
    (product,) = torch.autograd.grad(slope @ direction, at, materialize_grads=True)
    found: Array = product.numpy()
    return found.copy()


def has_cuda() -> bool:
    """Whether torch can compute on a GPU here."""
    return bool(torch.cuda.is_available())


def _tensors(args: Sequence[Any], differentiated: Collection[int]) -> list[torch.Tensor]:
    """Fresh leaves, so that the graph shares nothing with the caller: float64, but for data in whole numbers."""
    return [torch.from_numpy(_array(arg, number in differentiated)) for number, arg in enumerate(args)]


def _array(arg: Any, differentiated: bool) -> Array:
    """A copy of an argument in the dtype in which the function gets it."""
    if isinstance(arg, Tensor):
        return np.array(arg.data, dtype=np.float64 if differentiated or is_float(arg) else arg.data.dtype)
    return np.array(arg, dtype=np.float64)


def _plain(tensor: torch.Tensor) -> float | Array:
    return float(tensor) if tensor.ndim == 0 else tensor.detach().numpy().copy()
