"""The judge's own functions that student code may call: they stay here, and each call is checked and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.core.model import Finding, Verdict
from autograder.core.values import Callback
from autograder.isolation.wire import ProtocolError
from autograder.judge.function_source import source_of

Ask = Callable[[int, tuple[Any, ...]], Any]


class Refused(Exception):
    """A call of a judge's function that is not answered; the message goes to student code."""


class Functions:
    """The judge's functions among a call's arguments, in force for this one call.

    They stay with the judge. In PyTorch homework (`shipped`) student code differentiates them: they are sent as text.
    """

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], budget: int, shipped: bool = False) -> None:
        self._shipped = shipped
        self._held: list[Any] = []
        self._default_budget = budget
        self._counts: list[int] = []
        self.args = tuple(map(self._keep, args))
        self.kwargs = {key: self._keep(value) for key, value in kwargs.items()}
        shapes = [np.shape(value) for value in (*args, *kwargs.values()) if isinstance(value, np.ndarray)]
        self._shape = shapes[0] if shapes else None

    def ask(self, number: int, args: tuple[Any, ...]) -> Any:
        """Evaluate one of the functions for student code: its argument is checked before the function is called."""
        if not (type(number) is int and 0 <= number < len(self._held)):
            raise Refused("there is no such function in this call")
        f = self._held[number]
        if len(args) != 1:
            raise Refused(f"{f.__name__}() takes 1 argument, not {len(args)}")
        x = _real(args[0])
        if x is None:
            raise Refused(f"{f.__name__}() takes an array of real numbers")
        if self._shape is not None and x.shape != self._shape:
            raise Refused(f"{f.__name__}() takes an array of shape {self._shape}, not {x.shape}")
        self._counts[number] += 1
        if self._counts[number] > self._budget(number):
            raise Refused(f"{f.__name__}() may be evaluated at most {self._budget(number)} times here")
        try:
            with np.errstate(all="ignore"):  # overflow at a student's argument is theirs, not the judge's to warn of
                return f(x)
        except Exception as error:  # the reference solution is held against f first: what fails here is the argument
            raise Refused(f"{f.__name__}() has no value there: {type(error).__name__}") from None

    def excess(self, target: str) -> Finding | None:
        """The finding for more evaluations than allowed, whatever student code did when it was refused; else None."""
        for number, count in enumerate(self._counts):
            if count > self._budget(number):
                said = f"{target} evaluated {self._held[number].__name__}() more than {self._budget(number)} times"
                asked = f"at most {self._budget(number)} evaluations"
                return Finding(
                    Verdict.TOO_MANY_EVALUATIONS, said, expected=asked, got=f"more than {self._budget(number)}"
                )
        return None

    def _keep(self, value: Any) -> Any:
        if not callable(value):
            return value
        if self._shipped:
            return source_of(getattr(value, "body", value))
        self._held.append(value)
        self._counts.append(0)
        return Callback(len(self._held) - 1)

    def _budget(self, number: int) -> int:
        own = getattr(self._held[number], "budget", None)
        return self._default_budget if own is None else int(own)


def _real(value: Any) -> np.ndarray[Any, Any] | None:
    """A number, a list of numbers or an array as an array of real numbers; None for anything else."""
    if isinstance(value, list) and not _numbers(value):
        return None  # NumPy would make it an array of strings, each as long as the longest
    try:
        x = np.asarray(value) if isinstance(value, (list, float, int)) else value
    except ValueError:  # rows of different lengths
        return None
    return x if isinstance(x, np.ndarray) and x.dtype.kind in "fiub" else None


def _numbers(values: list[Any]) -> bool:
    return all(
        _numbers(value)
        if isinstance(value, list)
        else isinstance(value, (float, int)) or (isinstance(value, np.ndarray) and value.dtype.kind in "fiub")
        for value in values
    )


def answer(question: list[Any], ask: Ask) -> list[Any]:
    """The reply to `["ask", number, args]`; `ProtocolError` for anything else."""
    if len(question) != 3 or not isinstance(question[2], list):
        raise ProtocolError("a question of no known form")
    try:
        return ["answer", ask(question[1], tuple(question[2]))]
    except Refused as refusal:
        return ["refused", str(refusal)]


def no_questions(number: int, args: tuple[Any, ...]) -> Any:
    """For requests that pass no function: whatever is asked is refused."""
    raise Refused("no function was given in this call")
