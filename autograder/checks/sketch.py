"""Which of many values an answer may be, seen from its first numbers: the others need no closer look.

Most mistakes do not explain an answer, and an answer is held against hundreds. A run computes what is needed of them
once, so that they are all told apart from an answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.compare import Array, Mismatch, Terms, allowance, of_other_form, parts
from autograder.core.values import Tensor

FIRST = 8  # numbers of each part


class Sketches:
    """The first numbers of some values of which each could be given in place of the right one.

    `values` are functions that give them. One that raises, whose form is not that of the right answer, or which is not
    finite, may always be meant.
    """

    def __init__(self, right: Any, values: Sequence[Callable[[], Any]], terms: Terms) -> None:
        self._right = right
        self._terms = terms
        self._always = []
        rows, allowed, self._places = [], [], list[int]()
        for place, value in enumerate(values):
            try:
                sketched = _sketch(value(), right, terms)
            except Exception:  # whatever its author's function raises is told where the value is asked for by itself
                sketched = None
            if sketched is None or not np.isfinite(sketched[1]).all():
                self._always.append(place)
            else:
                self._places.append(place)
                rows.append(sketched[0])
                allowed.append(sketched[1])
        self._rows, self._allowed = np.array(rows), np.array(allowed)

    def possible(self, answer: Any) -> list[int]:
        """The places of the values that an answer may be: all others would not pass for it."""
        sketched = _sketch(answer, self._right, self._terms)
        if sketched is None or not self._places:
            return self._always if _of_other_form(answer, self._right, self._terms) else [*self._always, *self._places]
        with np.errstate(all="ignore"):
            near = (np.abs(self._rows - sketched[0]) <= self._allowed).all(axis=1)
        return [*self._always, *(self._places[i] for i in np.flatnonzero(near))]


def _sketch(value: Any, right: Any, terms: Terms) -> tuple[Array, Array] | None:
    """The first numbers of each part, and how far each may be from it; None where the form is not the right one's."""
    numbers, allowed = [], []
    for _, have, want in parts(value, right, terms, ""):
        both_tensors = isinstance(have, Tensor) and isinstance(want, Tensor) and not have.device
        plain = have.data if both_tensors else have
        if not isinstance(plain, float | np.ndarray):
            return None
        got, asked = np.asarray(plain), np.asarray(want.data if both_tensors else want)
        if got.dtype != asked.dtype or got.dtype.kind != "f" or got.shape != asked.shape or not got.size:
            return None
        first = got.ravel()[:FIRST].astype(np.float64)
        numbers.append(first)
        allowed.append(np.full(len(first), allowance(got, terms)))
    return (np.concatenate(numbers), np.concatenate(allowed)) if numbers else None


def _of_other_form(answer: Any, right: Any, terms: Terms) -> bool:
    """Whether an answer is wrong for whatever numbers of the right one's form."""
    return any(
        isinstance(have, Mismatch) or of_other_form(have, want, terms)
        for _, have, want in parts(answer, right, terms, "")
    )
