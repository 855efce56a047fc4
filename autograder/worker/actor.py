"""Calls into student code: functions by name, objects by handle, arguments compared to the bit afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.wire import Callback, encode, settle
from autograder.worker.stage import Stage, alarm

Ask = Callable[[int, tuple[Any, ...]], Any]


class Actor:
    """Answers the judge's requests on one stage. Objects that student code made stay here, by number."""

    def __init__(self, stage: Stage, ask: Ask) -> None:
        self._stage = stage
        self._ask = ask
        self._objects: list[Any] = []

    def call(
        self,
        owner: int | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        keep: bool,
        seconds: float | None,
    ) -> tuple[Any, list[int]]:
        """Call a function, or a method of a handle. Returns the value (or, with `keep`, a new handle's number)
        and the indices of arguments that are no longer what they were; whatever student code raises passes.
        """
        inputs = [*args, *kwargs.values()]
        before = [encode(value) for value in inputs]
        with alarm(seconds):
            value = self._target(owner, name)(
                *map(self._usable, args), **{key: self._usable(arg) for key, arg in kwargs.items()}
            )
            if keep:
                self._objects.append(value)
                value = len(self._objects) - 1
            else:
                value = settle(value)
            mutated = [i for i, was in enumerate(before) if encode(inputs[i]) != was]
        return value, mutated

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        with alarm(seconds):
            return settle([getattr(self._objects[owner], name) for name in names])

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        """Set attributes: into the arrays that are there, so that other names for them follow, else by rebinding."""
        with alarm(seconds):
            target = self._objects[owner]
            for name, value in values.items():
                held = getattr(target, name, None)
                if type(held) is type(value) is np.ndarray and held.flags.writeable and _alike(held, value):
                    held[...] = value
            for name, value in values.items():
                if encode(getattr(target, name, None)) != encode(value):
                    setattr(target, name, value)

    def _target(self, owner: int | None, name: str) -> Any:
        if owner is not None:
            return getattr(self._objects[owner], name)
        if name not in self._stage.namespace:
            raise NameError(f"name {name!r} is not defined")
        return self._stage.namespace[name]

    def _usable(self, value: Any) -> Any:
        """A callback's number as a function that student code can call."""
        if not isinstance(value, Callback):
            return value
        number = value.number

        def f(*args: Any) -> Any:
            return self._ask(number, args)

        return f


def _alike(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    return bool(a.shape == b.shape and a.dtype == b.dtype)
