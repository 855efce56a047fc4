"""PyTorch's functions by name, for checks that also run where PyTorch is not installed.

A check of NumPy homework writes its mathematics with `from autograder.torch import torch`. Nothing is imported by that.
A function that is called with NumPy arrays is NumPy's own of the same name. Everything else loads PyTorch when it is
called: an oracle's answer that was recorded with the homework never gets that far.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograder.core.model import BadInput, CourseFault

#: Functions that NumPy has under the same name, with the same meaning and the same arguments.
ALIKE = frozenset(
    ("abs", "arctan", "cos", "cosh", "exp", "log", "maximum", "minimum", "sin", "sinh", "sqrt", "stack", "tan", "tanh")
)


class NeedsTorch(CourseFault):
    """PyTorch is asked for on a machine that does not have it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not among the answers that came with this homework, so PyTorch is needed to compute it: "
            "python homework.py install torch"
        )


_told: ContextVar[Callable[[str], None] | None] = ContextVar("told of PyTorch's use", default=None)


@contextmanager
def telling(told: Callable[[str], None] | None) -> Iterator[None]:
    """For as long as the body runs, call `told` with the name of each function of PyTorch that is called."""
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)


def real_torch(what: str) -> Any:
    """PyTorch itself; `NeedsTorch`, which names `what` it is for, where it is not installed."""
    try:
        import torch
    except ImportError:
        raise NeedsTorch(what) from None
    return torch


def load_torch() -> None:
    """Load PyTorch now, for homework in it, so that its seconds are not taken for the work's. `BadInput` without it."""
    try:
        real_torch("this homework")
    except NeedsTorch:
        raise BadInput(
            "this homework is in PyTorch, which is not installed: python homework.py install torch"
        ) from None


class TorchName:
    """A name in PyTorch, such as `torch.relu`; once PyTorch is loaded, a dtype and whatever has no call is itself."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.__name__ = path.rpartition(".")[2]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found: Any = TorchName(f"{self.path}.{name}")
        if sys.modules.get("torch") is not None:
            real = found.real()
            if isinstance(real, type):
                return real
            if not callable(real) and not hasattr(real, "__path__") and not hasattr(real, "__spec__"):
                return real
        setattr(self, name, found)  # the same object each time, by which the memo knows it
        return found

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.__name__ in ALIKE and any(map(_is_array, _parts(args))):
            return getattr(np, self.__name__)(*args, **kwargs)
        if told := _told.get():
            told(self.path)
        function: Callable[..., Any] = self.real()
        named = {name: _real(value) for name, value in kwargs.items()}
        return function(*map(_real, args), **named)

    def real(self) -> Any:
        """What the name stands for; `NeedsTorch` without PyTorch, `AttributeError` where PyTorch has no such name."""
        found = real_torch(self.path)
        for name in self.path.split(".")[1:]:
            found = getattr(found, name)
        return found

    def __repr__(self) -> str:
        return self.path


def _real(value: Any) -> Any:
    return value.real() if isinstance(value, TorchName) else value


def _parts(args: Iterable[Any]) -> Iterable[Any]:
    for arg in args:
        yield from arg if isinstance(arg, (tuple, list)) else (arg,)


def _is_array(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic))


torch: Any = TorchName("torch")
