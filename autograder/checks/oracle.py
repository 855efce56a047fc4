"""Expected values, each computed once a run by torch autograd in float64, or known from a recording.

The author of a check writes a mathematical function once, in torch. The oracles evaluate and differentiate it. `lend`
also makes it something that student code may call: the judge evaluates it and counts the calls.

Oracles take and give NumPy arrays. They compute each answer once a run, however many submissions it grades. If an
argument is a `Tensor` of a floating dtype, the answer is a `Tensor` of that dtype.

NumPy arrays, numbers and the arguments that are differentiated reach the function as float64 tensors. A `Tensor` of
integers or truth values that is not differentiated, such as labels or indices, keeps its dtype.

PyTorch is loaded when an answer has to be computed: `NeedsTorch` where it is not installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.memo import computed_once
from autograder.checks.torch_names import real_torch
from autograder.core.model import BadInput
from autograder.core.values import Tensor, is_float

if TYPE_CHECKING:
    import torch

Array = np.ndarray[Any, Any]
TorchFunction = Callable[..., "torch.Tensor"]


class LentFunction:
    """A function of one array that student code is given and that stays with the judge.

    `constants` are arrays and numbers that `body` takes after its argument.
    """

    def __init__(self, body: TorchFunction, *constants: Any, budget: int | None = None) -> None:
        self.body = body
        self.constants = constants
        self.budget = budget
        self.__name__ = body.__name__
        self.__doc__ = body.__doc__
        self._limited: dict[int, LentFunction] = {}

    def __call__(self, x: Array) -> float | Array:
        """The value at x in float64: a float where the function is scalar, else an array."""
        if _is_for_tensors(self.body):
            found: float | Array = _autograd(self).value(self.body, (x, *self.constants))
            return found
        value = np.asarray(self.body(np.array(x, dtype=np.float64), *self.constants))
        return float(value) if value.ndim == 0 else value.copy()

    def at_most(self, evaluations: int) -> LentFunction:
        """The same function, which one call of student code may evaluate so many times and no more."""
        if evaluations not in self._limited:  # the same object each time, so that the oracles know its answers
            self._limited[evaluations] = LentFunction(self.body, *self.constants, budget=evaluations)
        return self._limited[evaluations]


def lend(body: TorchFunction, *constants: Any) -> LentFunction:
    """A torch function of one tensor, as something that a check may pass to student code as an argument; a decorator.

    `constants` are arrays and numbers that were drawn for it and that `body` takes after its tensor. In a file that has
    `torch` from `autograder.torch` the function is evaluated on arrays, without PyTorch.
    """
    return LentFunction(body, *constants)


def value_of(f: TorchFunction | LentFunction, *args: Any) -> Any:
    """f at the arguments, computed in float64: a float where it is scalar, else an array."""
    return _answer("value", f, args, (), lambda body, inputs: _autograd(f).value(body, inputs))


def grad_of(f: TorchFunction | LentFunction, *args: Any, wrt: int | Sequence[int] = 0) -> Any:
    """The gradient of a scalar f with respect to argument number `wrt`, in that argument's shape.

    Several numbers give a tuple of gradients. Reverse mode, torch.autograd; relu'(0) is 0 there as in the course.
    """
    picked = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    found = _answer("grad", f, args, picked, lambda body, inputs: _autograd(f).grad(body, inputs, picked))
    return found[0] if isinstance(wrt, int) else found


def jacobian_of(f: TorchFunction | LentFunction, *args: Any, wrt: int | Sequence[int] = 0) -> Any:
    """The Jacobian (m, n) of f with respect to argument number `wrt`; numerator layout: row i is output i.

    A scalar output gives (1, n), a scalar argument (m, 1). Several numbers give a tuple of Jacobians.
    """
    picked = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    found = _answer("jacobian", f, args, picked, lambda body, inputs: _autograd(f).jacobian(body, inputs, picked))
    return found[0] if isinstance(wrt, int) else found


def hessian_of(f: TorchFunction | LentFunction, x: Any) -> Any:
    """The Hessian (n, n) of a scalar f at x (n,)."""
    return _answer("hessian", f, (x,), (), lambda body, inputs: _autograd(f).hessian(body, inputs))


def hvp_of(f: TorchFunction | LentFunction, x: Any, v: Any) -> Any:
    """The product (n,) of the Hessian of a scalar f at x (n,) with v (n,), by differentiating grad(x)·v."""

    def product(body: TorchFunction, inputs: Sequence[Any]) -> Any:
        at, direction, *constants = inputs
        return _autograd(f).hvp(body, (at, *constants), direction)

    return _answer("hvp", f, (x, v), (), product)


def _answer(
    kind: str,
    f: TorchFunction | LentFunction,
    args: Sequence[Any],
    picked: tuple[int, ...],
    compute: Callable[[TorchFunction, Sequence[Any]], Any],
) -> Any:
    """An oracle's answer in the arguments' own kind; a lent function's constants come after the arguments."""
    body, constants = (f.body, f.constants) if isinstance(f, LentFunction) else (f, ())
    inputs = (*args, *constants)
    return computed_once((kind, body, picked), inputs, lambda: _typed(compute(body, inputs), args))


def _typed(found: Any, args: Sequence[Any]) -> Any:
    """An answer in the arguments' own kind: where one is a `Tensor`, as a `Tensor` of the first floating dtype."""
    tensors = [arg for arg in args if isinstance(arg, Tensor)]
    if not tensors:
        return found
    if isinstance(found, tuple):
        return tuple(_typed(part, args) for part in found)
    dtype = next((tensor.data.dtype for tensor in tensors if is_float(tensor)), np.dtype(np.float64))
    return Tensor(np.asarray(found, dtype=dtype))


def _is_for_tensors(body: TorchFunction) -> bool:
    """Whether a function has to be given tensors: one of a file that imports PyTorch itself."""
    real = sys.modules.get("torch")
    return real is not None and getattr(body, "__globals__", {}).get("torch") is real


def _autograd(f: TorchFunction | LentFunction) -> ModuleType:
    """What computes an answer of f."""
    real_torch(f"this answer of {f.__name__}()")
    from autograder.checks import autograd

    return autograd


def devices_here() -> list[str]:
    """The devices that torch can compute on here."""
    real_torch("the choice of a device")
    from autograder.checks import autograd

    return ["cpu", "cuda"] if autograd.has_cuda() else ["cpu"]


def choose_device(asked: str) -> str:
    """The device to compute on: `asked`, or for "auto" CUDA if it is there. `BadInput` where it is not there."""
    if asked == "cpu":
        return asked  # without loading torch
    here = devices_here()
    if asked == "auto":
        return here[-1]
    if asked not in here:
        raise BadInput("there is no CUDA device here; use --device cpu, or auto to take what there is")
    return asked
