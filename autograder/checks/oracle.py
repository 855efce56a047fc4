"""Expected values by torch autograd in float64. The only room that imports torch.

A mathematical function is written once, in torch, by the check's author. `@function` makes it something
that student code may call (the judge evaluates and counts it) and that the oracles can differentiate.
Oracles take and give NumPy arrays and remember their answers: one run asks each question once, however
many submissions it grades. Where an argument is a `Tensor`, the answer is one too, rounded to its dtype.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from autograder.checks.memo import computed_once
from autograder.core.model import BadInput
from autograder.core.values import Tensor

Array = np.ndarray[Any, Any]
TorchFunction = Callable[..., torch.Tensor]

torch.set_num_threads(1)  # the judge forks other judges; a thread pool does not survive that, and small work gains none


class LentFunction:
    """A function of one array that is passed to student code and stays with the judge.

    `at_most(n)` gives the same function with a budget of n evaluations, for checks that count them.
    """

    def __init__(self, body: TorchFunction, budget: int | None = None) -> None:
        self.body = body
        self.budget = budget
        self.__name__ = body.__name__
        self.__doc__ = body.__doc__
        self._limited: dict[int, LentFunction] = {}

    def __call__(self, x: Array) -> float | Array:
        """The value at x in float64: a float where the function is scalar, else an array."""
        with torch.no_grad():
            value = self.body(torch.from_numpy(np.array(x, dtype=np.float64)))
        return float(value) if value.ndim == 0 else value.numpy().copy()

    def at_most(self, evaluations: int) -> LentFunction:
        if evaluations not in self._limited:  # the same each time: answers are remembered by what they were asked of
            self._limited[evaluations] = LentFunction(self.body, evaluations)
        return self._limited[evaluations]


def lend(body: TorchFunction) -> LentFunction:
    """Decorate a torch function of one tensor so that student code may be given it."""
    return LentFunction(body)


def value_of(f: TorchFunction | LentFunction, *args: Any) -> Any:
    """f at the arguments, in float64: a float or an array."""
    return computed_once(("value", _body(f), ()), args, lambda: _typed(_value(f, args), args))


def grad_of(f: TorchFunction | LentFunction, *args: Any, wrt: int | Sequence[int] = 0) -> Any:
    """The gradient of a scalar f with respect to argument `wrt`, in that argument's shape.

    Several indices give a tuple. Reverse mode, torch.autograd; relu'(0) is 0 there as in the course.
    """
    picked = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    grads = computed_once(("grad", _body(f), picked), args, lambda: _typed(_grad(f, args, picked), args))
    return grads[0] if isinstance(wrt, int) else grads


def jacobian_of(f: TorchFunction | LentFunction, *args: Any, wrt: int | Sequence[int] = 0) -> Any:
    """The Jacobian (m, n) of f with respect to argument `wrt`; numerator layout: row i is output i.

    A scalar output gives (1, n), a scalar argument (m, 1). Several indices give a tuple.
    """
    picked = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    found = computed_once(("jacobian", _body(f), picked), args, lambda: _typed(_jacobian(f, args, picked), args))
    return found[0] if isinstance(wrt, int) else found


def hessian_of(f: TorchFunction | LentFunction, x: Any) -> Any:
    """The Hessian (n, n) of a scalar f at x (n,)."""
    return computed_once(("hessian", _body(f)), (x,), lambda: _typed(_hessian(f, x), (x,)))


def hvp_of(f: TorchFunction | LentFunction, x: Any, v: Any) -> Any:
    """The product (n,) of the Hessian of a scalar f at x (n,) with v (n,), by differentiating grad(x)·v."""
    return computed_once(("hvp", _body(f)), (x, v), lambda: _typed(_hvp(f, x, v), (x,)))


def _tensors(args: Sequence[Any]) -> list[torch.Tensor]:
    """Fresh float64 leaves, so that nothing of the caller's is shared with the graph."""
    arrays = [arg.data if isinstance(arg, Tensor) else arg for arg in args]
    return [torch.from_numpy(np.array(array, dtype=np.float64)) for array in arrays]


def _typed(found: Any, args: Sequence[Any]) -> Any:
    """An answer in the arguments' own kind: as a `Tensor` of their dtype, where they are tensors."""
    dtype = next((arg.data.dtype for arg in args if isinstance(arg, Tensor)), None)
    if dtype is None:
        return found
    if isinstance(found, tuple):
        return tuple(_typed(part, args) for part in found)
    return Tensor(np.asarray(found, dtype=dtype))


def _body(f: TorchFunction | LentFunction) -> TorchFunction:
    return f.body if isinstance(f, LentFunction) else f


def _plain(tensor: torch.Tensor) -> float | Array:
    return float(tensor) if tensor.ndim == 0 else tensor.detach().numpy().copy()


def _value(f: TorchFunction | LentFunction, args: Sequence[Any]) -> float | Array:
    with torch.no_grad():
        return _plain(_body(f)(*_tensors(args)))


def _grad(f: TorchFunction | LentFunction, args: Sequence[Any], picked: tuple[int, ...]) -> tuple[Any, ...]:
    tensors = _tensors(args)
    leaves = [tensors[i].requires_grad_() for i in picked]
    value = _body(f)(*tensors)
    if not value.requires_grad:  # a constant function: its gradient is zero everywhere
        return tuple(_plain(torch.zeros_like(leaf)) for leaf in leaves)
    grads = torch.autograd.grad(value, leaves, allow_unused=True, materialize_grads=True)
    return tuple(_plain(grad) for grad in grads)


def _jacobian(f: TorchFunction | LentFunction, args: Sequence[Any], picked: tuple[int, ...]) -> tuple[Any, ...]:
    tensors = _tensors(args)

    def of_picked(*some: torch.Tensor) -> torch.Tensor:
        full = list(tensors)
        for i, tensor in zip(picked, some, strict=True):
            full[i] = tensor
        value = _body(f)(*full)
        return value if value.ndim else value.reshape(1)

    found = torch.autograd.functional.jacobian(of_picked, tuple(tensors[i] for i in picked))  # type: ignore[no-untyped-call]
    return tuple(part.reshape(part.shape[0], -1).numpy().copy() for part in found)


def _hessian(f: TorchFunction | LentFunction, x: Any) -> Array:
    (tensor,) = _tensors((x,))
    found: torch.Tensor = torch.autograd.functional.hessian(_body(f), tensor)  # type: ignore[no-untyped-call]
    return found.numpy().copy()


def _hvp(f: TorchFunction | LentFunction, x: Any, v: Any) -> Array:
    at, direction = _tensors((x, v))
    at.requires_grad_()
    (slope,) = torch.autograd.grad(_body(f)(at), at, create_graph=True)
    if not slope.requires_grad:  # a linear function
        return np.zeros(at.shape)
    (product,) = torch.autograd.grad(slope @ direction, at, materialize_grads=True)
    return product.numpy().copy()


def devices_here() -> list[str]:
    """The devices that torch can compute on here."""
    return ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


def choose_device(asked: str) -> str:
    """Where torch is to compute: "cpu", or "cuda", which "auto" takes where it is; `BadInput` where it is not."""
    here = devices_here()
    if asked == "auto":
        return here[-1]
    if asked not in here:
        raise BadInput("there is no CUDA device here; use --device cpu, or auto to take what there is")
    return asked
