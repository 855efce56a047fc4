"""Which of many values an answer may be, seen from its first numbers: the others need no closer look.

Most mistakes do not explain an answer, and an answer is held against hundreds. A run computes what is needed of them
once, so that they are all told apart from an answer at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from autograder.checks.compare import Array, Mismatch, StudentValue, Terms, allowance, of_other_form, parts
from autograder.core.values import Tensor

FIRST = 8  # numbers of each part


class Sketches:
    """The first numbers of some values of which each could be given in place of the right one.

    `values` are functions that give them. One that raises, that is not all floats, or that is not finite, may always be
    meant.
    """

    def __init__(self, values: Sequence[Callable[[], Any]], terms: Terms) -> None:
        self._terms = terms
        self._always = []
        alike: dict[Hashable, dict[int, Any]] = {}
        for place, value in enumerate(values):
            try:
                found = value()
                numbers = _first_numbers(StudentValue(found), found, terms)
            except Exception:  # whatever its author's function raises is told where the value is asked for by itself
                numbers = None
            if numbers is None or not np.isfinite(_allowed(found, terms)).all():
                self._always.append(place)
            else:
                alike.setdefault(_form(found), {})[place] = found
        self._groups = [_Group(list(group), list(group.values()), terms) for group in alike.values()]

    def possible(self, answer: StudentValue) -> list[int]:
        """The places of the values that an answer may be: all others would not pass for it."""
        return [*self._always, *itertools.chain.from_iterable(group.possible(answer) for group in self._groups)]


class _Group:
    """Values of one form, each with its place among all."""

    def __init__(self, places: Sequence[int], values: Sequence[Any], terms: Terms) -> None:
        self._places = places
        self._one = values[0]
        self._terms = terms
        self._numbers = np.array([_first_numbers(StudentValue(value), value, terms) for value in values])
        self._allowed = np.array([_allowed(value, terms) for value in values])

    def possible(self, answer: StudentValue) -> Sequence[int]:
        found = parts(answer.value, self._one, self._terms, "")
        if any(isinstance(have, Mismatch) or of_other_form(have, want, self._terms, answer) for _, have, want in found):
            return []
        numbers = _first_numbers(answer, self._one, self._terms)
        if numbers is None:
            return self._places
        with np.errstate(all="ignore"):
            near = (np.abs(self._numbers - numbers) <= self._allowed).all(axis=1)
        return [self._places[i] for i in np.flatnonzero(near).tolist()]


def _first_numbers(answer: StudentValue, of_the_form: Any, terms: Terms) -> Array | None:
    """The first numbers of each part; None where it has not the other one's form, or is not all floats."""
    found = []
    for _, have, want in parts(answer.value, of_the_form, terms, ""):
        both_tensors = isinstance(have, Tensor) and isinstance(want, Tensor) and not have.device
        asked = np.asarray(want.data if both_tensors else want)
        numbers = None if isinstance(have, Mismatch) else answer.numbers(have.data if both_tensors else have)
        if numbers is None or isinstance(numbers, str) or numbers.dtype != asked.dtype or numbers.shape != asked.shape:
            return None
        if asked.dtype.kind != "f" or not asked.size:
            return None
        found.append(numbers.array.ravel()[:FIRST].astype(np.float64))
    return np.concatenate(found) if found else None


def _allowed(value: Any, terms: Terms) -> Array:
    """How far each of the first numbers may be from the value's."""
    found = [
        np.asarray(have.data if isinstance(have, Tensor) else have) for _, have, _ in parts(value, value, terms, "")
    ]
    return np.concatenate([np.full(min(each.size, FIRST), allowance(each, terms)) for each in found])


def _form(value: Any) -> Hashable:
    """The structure of a value, and the shapes and dtypes of its arrays."""
    if isinstance(value, tuple | list):
        return type(value), *map(_form, value)
    if isinstance(value, dict):
        return dict, *((name, _form(part)) for name, part in value.items())
    array = np.asarray(value.data if isinstance(value, Tensor) else value)
    return isinstance(value, Tensor), array.dtype, array.shape
