"""Expected values by torch autograd in float64. No other file of the engine that runs in the judge imports torch.

The author of a check writes a mathematical function once, in torch. The oracles evaluate and differentiate it. `@lend`
also makes it something that student code may call: the judge evaluates it and counts the calls.

Oracles take and give NumPy arrays. They compute each answer once a run, however many submissions it grades. If an
argument is a `Tensor` of a floating dtype, the answer is a `Tensor` of that dtype.

NumPy arrays, numbers and the arguments that are differentiated reach the function as float64 tensors. A `Tensor` of
integers or truth values that is not differentiated, such as labels or indices, keeps its dtype.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
    """A function of one array that student code is given and that stays with the judge."""

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
        """The same function, which one call of student code may evaluate so many times and no more."""
        if evaluations not in self._limited:  # the same object each time, so that the oracles know its answers
            self._limited[evaluations] = LentFunction(self.body, evaluations)
        return self._limited[evaluations]


def lend(body: TorchFunction) -> LentFunction:
    """Decorate a torch function of one tensor, so that a check may pass it to student code as an argument."""
    return LentFunction(body)


def value_of(f: TorchFunction | LentFunction, *args: Any) -> Any:
    """f at the arguments, computed in float64: a float where it is scalar, else an array."""
    return computed_once(("value", _body(f), ()), args, lambda: _typed(_value(f, args), args))


def grad_of(f: TorchFunction | LentFunction, *args: Any, wrt: int | Sequence[int] = 0) -> Any:
    """The gradient of a scalar f with respect to argument number `wrt`, in that argument's shape.

    Several numbers give a tuple of gradients. Reverse mode, torch.autograd; relu'(0) is 0 there as in the course.
    """
    picked = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    grads = computed_once(("grad", _body(f), picked), args, lambda: _typed(_grad(f, args, picked), args))
    return grads[0] if isinstance(wrt, int) else grads


def jacobian_of(f: TorchFunction | LentFunction, *args: Any, wrt: int | Sequence[int] = 0) -> Any:
    """The Jacobian (m, n) of f with respect to argument number `wrt`; numerator layout: row i is output i.

    A scalar output gives (1, n), a scalar argument (m, 1). Several numbers give a tuple of Jacobians.
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


def _tensors(args: Sequence[Any], differentiated: Collection[int]) -> list[torch.Tensor]:
    """Fresh leaves, so that the graph shares nothing with the caller: float64, but for data in whole numbers."""
    return [torch.from_numpy(_array(arg, number in differentiated)) for number, arg in enumerate(args)]


def _array(arg: Any, differentiated: bool) -> Array:
    """A copy of an argument in the dtype in which the function gets it."""
    if isinstance(arg, Tensor):
        return np.array(arg.data, dtype=np.float64 if differentiated or _is_float(arg) else arg.data.dtype)
    return np.array(arg, dtype=np.float64)


def _is_float(tensor: Tensor) -> bool:
    return bool(tensor.data.dtype.kind == "f")


def _typed(found: Any, args: Sequence[Any]) -> Any:
    """An answer in the arguments' own kind: where one is a `Tensor`, as a `Tensor` of the first floating dtype."""
    tensors = [arg for arg in args if isinstance(arg, Tensor)]
    if not tensors:
        return found
    if isinstance(found, tuple):
        return tuple(_typed(part, args) for part in found)
    dtype = next((tensor.data.dtype for tensor in tensors if _is_float(tensor)), np.dtype(np.float64))
    return Tensor(np.asarray(found, dtype=dtype))


def _body(f: TorchFunction | LentFunction) -> TorchFunction:
    return f.body if isinstance(f, LentFunction) else f


def _plain(tensor: torch.Tensor) -> float | Array:
    return float(tensor) if tensor.ndim == 0 else tensor.detach().numpy().copy()


def _value(f: TorchFunction | LentFunction, args: Sequence[Any]) -> float | Array:
    with torch.no_grad():
        return _plain(_body(f)(*_tensors(args, ())))


def _grad(f: TorchFunction | LentFunction, args: Sequence[Any], picked: tuple[int, ...]) -> tuple[Any, ...]:
    tensors = _tensors(args, picked)
    leaves = [tensors[i].requires_grad_() for i in picked]
    value = _body(f)(*tensors)
    if not value.requires_grad:  # a constant function: its gradient is zero everywhere
        return tuple(_plain(torch.zeros_like(leaf)) for leaf in leaves)
    grads = torch.autograd.grad(value, leaves, allow_unused=True, materialize_grads=True)
    return tuple(_plain(grad) for grad in grads)


def _jacobian(f: TorchFunction | LentFunction, args: Sequence[Any], picked: tuple[int, ...]) -> tuple[Any, ...]:
    tensors = _tensors(args, picked)

    def of_picked(*some: torch.Tensor) -> torch.Tensor:
        full = list(tensors)
        for i, tensor in zip(picked, some, strict=True):
            full[i] = tensor
        value = _body(f)(*full)
        return value if value.ndim else value.reshape(1)

    found = torch.autograd.functional.jacobian(of_picked, tuple(tensors[i] for i in picked))  # type: ignore[no-untyped-call]
    return tuple(part.reshape(part.shape[0], -1).numpy().copy() for part in found)


def _hessian(f: TorchFunction | LentFunction, x: Any) -> Array:
    (tensor,) = _tensors((x,), (0,))
    found: torch.Tensor = torch.autograd.functional.hessian(_body(f), tensor)  # type: ignore[no-untyped-call]
    return found.numpy().copy()


def _hvp(f: TorchFunction | LentFunction, x: Any, v: Any) -> Array:
    at, direction = _tensors((x, v), (0, 1))
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
    """The device to compute on: `asked`, or for "auto" CUDA if it is there. `BadInput` where it is not there."""
    here = devices_here()
    if asked == "auto":
        return here[-1]
    if asked not in here:
        raise BadInput("there is no CUDA device here; use --device cpu, or auto to take what there is")
    return asked
