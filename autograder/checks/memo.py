"""Answers that one run computes once, however many submissions it grades."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, TypeVar

import numpy as np

from autograder.checks import recorded
from autograder.core.values import Tensor

P = ParamSpec("P")
R = TypeVar("R")

LIMIT = 20_000  # answers that are kept; the one that was not asked for longest goes first
SMALL = 4096  # bytes: a smaller array is known by its content, because a check may make it anew for each submission
_kept: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()


def once(answer: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that gives an expected answer and takes long, such as a training loop.

    A run then calls it once for equal arguments, however many submissions it grades. The arrays in the answer are
    read-only, because all submissions are compared with the same ones.
    """

    @functools.wraps(answer)
    def answer_once(*args: P.args, **kwargs: P.kwargs) -> R:
        named = tuple(sorted(kwargs.items()))
        found: R = computed_once(("once", answer), (args, named), lambda: answer(*args, **kwargs))
        return found

    return answer_once


class MemoKey:
    """Arguments of several questions: what identifies them is computed once."""

    def __init__(self, args: tuple[Any, ...]) -> None:
        self.args = args
        self.identity = _identity(args)


def computed_once(what: tuple[Any, ...], args: tuple[Any, ...] | MemoKey, answer: Callable[[], Any]) -> Any:
    """`answer()`, computed once for each `what` and `args`; the arrays in it become read-only.

    Numbers, texts and small arrays are the same arguments when their content is equal. Anything larger is the same
    only when it is the very same object: drawn cases are read-only and live as long as a run. An entry keeps its
    arguments alive, so that Python never gives their identity to another object.
    """
    known = args if isinstance(args, MemoKey) else MemoKey(args)
    key, answers = (what, known.identity), recorded.answers_to(what)
    note = answers.noting(what, known.args) if answers else None
    if key in _kept:
        _kept.move_to_end(key)
        found = _kept[key][1]
    else:
        found = answers.find(what, known.args, answer) if answers else answer()
        _freeze(found)
        _kept[key] = (known.args, found)
        if len(_kept) > LIMIT:
            _kept.popitem(last=False)
    if note:
        note(found)
    return found


def _identity(argument: Any) -> Hashable:
    """What stands for an argument in a key: equal for arguments that have the same answer."""
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
