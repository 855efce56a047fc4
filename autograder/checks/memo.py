"""Answers that one run computes once, however many submissions it grades."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from autograder.core.values import Tensor

LIMIT = 20_000
SMALL = 4096  # bytes of an array that is known by its content, since a check may make it anew for each submission
_kept: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()


def once(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate an expected answer of a check's author (a training loop, say), so that a run computes it once."""

    @functools.wraps(answer)
    def once(*args: Any) -> Any:
        return computed_once(answer, args, lambda: answer(*args))

    return once


class MemoKey:
    """Arguments of which much is asked: what they are known by is computed once."""

    def __init__(self, args: tuple[Any, ...]) -> None:
        self.args = args
        self.identity = _identity(args)


def computed_once(what: Hashable, args: tuple[Any, ...] | MemoKey, answer: Callable[[], Any]) -> Any:
    """`answer()`, computed once for equal `what`, small arrays and numbers of equal content and else the very same
    things; its arrays are read-only.

    Drawn cases are read-only and live as long as a run, so their identity stands for their content; an entry holds
    the arguments, so that an identity is never used again for something else.
    """
    known = args if isinstance(args, MemoKey) else MemoKey(args)
    key = (what, known.identity)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key][1]
    found = answer()
    _freeze(found)
    _kept[key] = (known.args, found)
    if len(_kept) > LIMIT:
        _kept.popitem(last=False)
    return found


def _identity(argument: Any) -> Hashable:
    if isinstance(argument, (tuple, list)):
        return (type(argument), *map(_identity, argument))
    if isinstance(argument, dict):
        return (dict, *((key, _identity(value)) for key, value in argument.items()))
    if isinstance(argument, (int, float, str)):
        return type(argument), repr(argument)  # nan is not equal to itself, and 0.0 is equal to -0.0
    if isinstance(argument, np.ndarray) and argument.nbytes <= SMALL:
        return argument.shape, argument.dtype.str, argument.tobytes()
    if isinstance(argument, Tensor):
        return Tensor, argument.requires_grad, argument.device, _identity((argument.data, argument.grad))
    return id(argument)


def _freeze(found: Any) -> None:
    if isinstance(found, np.ndarray):
        found.setflags(write=False)
    elif isinstance(found, Tensor):
        found.data.setflags(write=False)
    elif isinstance(found, (tuple, list)):
        for part in found:
            _freeze(part)
    elif isinstance(found, dict):
        _freeze(list(found.values()))
