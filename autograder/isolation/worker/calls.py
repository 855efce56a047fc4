"""Calls into student code: functions by name, objects by handle, arguments compared to the bit afterwards."""

from __future__ import annotations

import inspect
import types
import weakref
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from autograder.core.values import Callback, Source
from autograder.isolation.wire import encode, settle
from autograder.isolation.worker.alarm import alarm
from autograder.isolation.worker.stage import Stage
from autograder.isolation.worker.tensors import from_torch, to_torch

Ask = Callable[[int, tuple[Any, ...]], Any]


@dataclass(frozen=True)
class Order:
    """One call: a function by name, or a method of the object `owner`, with arguments that may hold values of ours.

    With `keep` the value stays as an object, and its number is the answer. `via` is a function of ours that is given
    the student's as its first argument, followed by what the student calls `beside`. `after` are arguments (positional,
    then by name) that are sent back as they are when the call returns.
    """

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    owner: int | None = None
    keep: bool = False
    via: Source | None = None
    after: tuple[int, ...] = ()
    beside: tuple[str, ...] = ()

    def to_wire(self) -> list[Any]:
        lists = list(self.after), list(self.beside)
        return [self.name, self.args, dict(self.kwargs), self.owner, self.keep, self.via, *lists]


class CallResult(NamedTuple):
    """What a call came to: its value, the indices of arguments that it changed, and those asked for `after` it."""

    value: Any
    mutated: list[int]
    after: list[Any]


_passed: MutableMapping[Callable[..., Any], int] = weakref.WeakKeyDictionary()  # by function of the judge's


class Caller:
    """Answers the judge's requests on one stage. Objects that student code made stay here, by number."""

    def __init__(self, stage: Stage, ask: Ask, device: str = "cpu") -> None:
        self.device = device
        self._stage = stage
        self._ask = ask
        self._objects: list[Any] = []

    def call(self, order: Order, seconds: float | None) -> CallResult:
        """Do as ordered, within `seconds`. Whatever student code raises comes out."""
        args = [self._usable(arg) for arg in order.args]
        kwargs = {key: self._usable(arg) for key, arg in order.kwargs.items()}
        inputs = [*args, *kwargs.values()]
        before = [self._bytes(value) for value in inputs]
        with alarm(seconds):
            target = self._target(order.owner, order.name)
            if order.via is not None:
                others = [self._target(None, name) for name in order.beside]
                value = to_torch(order.via, "")(target, *others, *args, **kwargs)
            else:
                value = _called(target, args, kwargs)
            if order.keep:
                self._objects.append(value)
                value = len(self._objects) - 1
            else:
                value = settle(from_torch(value, self.device))
            mutated = [i for i, was in enumerate(before) if self._bytes(inputs[i]) != was]
            return CallResult(value, mutated, [settle(from_torch(inputs[i], self.device)) for i in order.after])

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        """Attributes of the object with the number `owner`, in a list."""
        with alarm(seconds):
            return settle([from_torch(getattr(self._objects[owner], name), self.device) for name in names])

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        """Set attributes of the object with the number `owner`, as `set_attributes` does."""
        with alarm(seconds):
            set_attributes(self._objects[owner], values)

    def blank(self, name: str) -> int:
        """The number of a new object of that class, which nothing was called on."""
        self._objects.append(object.__new__(self._target(None, name)))
        return len(self._objects) - 1

    def _target(self, owner: int | None, name: str) -> Any:
        if owner is not None:
            return getattr(self._objects[owner], name)
        if name not in self._stage.namespace:
            raise NameError(f"name {name!r} is not defined")
        return self._stage.namespace[name]

    def _usable(self, value: Any) -> Any:
        """What arrived, as student code gets it: a callback's number as a function that it can call."""
        if not isinstance(value, Callback):
            return to_torch(value, self.device)
        number = value.number

        def f(*args: Any) -> Any:
            return self._ask(number, args)

        _passed[f] = number
        return f

    def _bytes(self, value: Any) -> bytes:
        return encode(from_torch(value, self.device))


def number_of(function: Any) -> int | None:
    """The number by which the judge passed a function to student code; None for any other function."""
    return _passed.get(function) if type(function) is types.FunctionType else None


def set_attributes(target: Any, values: Mapping[str, Any]) -> None:
    """Set attributes of an object. An array that fits is written in place, so that other names see the change."""
    for name, value in values.items():
        held = getattr(target, name, None)
        if type(held) is type(value) is np.ndarray and held.flags.writeable and _alike(held, value):
            held[...] = value
    for name, value in values.items():
        held = getattr(target, name, None)
        if type(held) is type(value) is np.ndarray and _alike(held, value):
            same = held.tobytes() == value.tobytes()  # what most are, and read faster than encoded
        else:
            same = encode(held) == encode(value)
        if not same:
            setattr(target, name, value)


class WrongParameters(TypeError):
    """A call that student code's own `def` line does not allow; the message is what its parameters are."""


class NotCallable(TypeError):
    """A call of what is not a function; the message says what it is."""


def _called(target: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """What the call returns. One that does not reach the first line of the function says why in its own words: such an
    exception has no line of the student's to show."""
    try:
        return target(*args, **kwargs)
    except TypeError as error:
        if error.__traceback__ is None or error.__traceback__.tb_next is not None:
            raise
        if not callable(target):
            kind = type(target).__name__
            raise NotCallable(f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}") from None
        parameters = _mismatch(target, args, kwargs)
        if parameters:
            raise WrongParameters(parameters) from None
        raise


def _mismatch(target: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """The parameters of a function that the call does not fit, as its `def` line has them; "" where it fits."""
    try:
        signature = inspect.signature(target)
    except (ValueError, TypeError):  # of something built in, which has none to show
        return ""
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        method = getattr(target, "__func__", None)
        if inspect.isfunction(method) and next(iter(inspect.signature(method).parameters), "") != "self":
            return f"{inspect.signature(method)}, without self"
        return str(signature)
    return ""


def _alike(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    return bool(a.shape == b.shape and a.dtype == b.dtype)
