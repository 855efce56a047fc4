"""One answer held against the right one: what differs, and which named mistakes it could be."""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.built_in import other_form
from autograder.checks.compare import Mismatch, StudentValue, Terms, same
from autograder.checks.memo import MemoKey, computed_once
from autograder.checks.mistakes import AND, Mistake
from autograder.checks.sketch import Sketches
from autograder.core.model import Verdict
from autograder.core.values import leaves


@dataclass
class Call:
    """One call into student code: what was called, on what, and, once it returned, which arguments it changed.

    `question` is the one whose code runs, `owner` the number of the object whose method it is,
    `printed` what it printed, known only where it runs beside its author.
    """

    target: str
    inputs: Mapping[str, Any]
    arguments: tuple[Any, ...]
    mutated: tuple[str, ...] = ()
    question: str = ""
    owner: int | None = None
    printed: str = ""


@dataclass
class ComparingTime:
    """Adds up the seconds that comparing one question's answers has taken: a context manager around each comparison."""

    spent: float = 0.0

    def __enter__(self) -> None:
        self.spent -= time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.spent += time.perf_counter()


@dataclass(frozen=True)
class Comparison:
    """An answer held against the right one: what differs, and which mistakes it is.

    `given` is what the student's code was given, `call` the call that gave the answer, `earlier` the right answers to
    calls before it.
    """

    mismatch: Mismatch | None
    answer: StudentValue
    expected: Any
    terms: Terms
    mistakes: Sequence[Mistake]
    given: tuple[Any, ...]
    call: Call | None
    patience: ComparingTime
    earlier: Sequence[Any]

    def value_of(self, mistake: Mistake) -> Any:
        """What someone who makes the mistake would have returned here; whatever its `answers` raises passes."""
        return mistake.value(self._inputs)

    def explained_by(self, mistake: Mistake) -> bool:
        """Whether the student's answer is the mistake's. Where the mistake is not looked for, whether the answer is
        right."""
        if not self._names.issuperset(mistake.id.split(AND)):
            return self.mismatch is None
        value = self.value_of(mistake)
        with self.patience:
            return same(self.answer, value, self.terms)

    def possible(self, mistakes: Sequence[Mistake]) -> set[str]:
        """Those of the mistakes whose answers this could be at first sight."""
        asked = [mistake for mistake in mistakes if self._names.issuperset(mistake.id.split(AND))]
        terms = self.terms
        what = ("sketches", terms.rtol, terms.atol, terms.layout, *(mistake.answers for mistake in asked))
        sketches: Sketches = computed_once(what, self._inputs, lambda: self._sketches_of(asked))
        with self.patience:
            return {asked[place].id for place in sketches.possible(self.answer)}

    def _sketches_of(self, mistakes: Sequence[Mistake]) -> Sketches:
        values = [functools.partial(self.value_of, mistake) for mistake in mistakes]
        return Sketches(values, self.terms)

    def earlier_answers(self) -> list[Any]:
        """The right answers to calls before this one that it is."""
        with self.patience:
            return [value for value in self.earlier if same(self.answer, value, self.terms)]

    @functools.cached_property
    def other_form(self) -> Mistake | None:
        """What alone is wrong with the form of the answer."""
        if self.answer.value is not None and self.mismatch and self.mismatch.verdict is Verdict.WRONG_VALUE:
            return None  # a number of the right form is wrong
        with self.patience:
            return other_form(self.answer, self.expected, self.terms)

    @functools.cached_property
    def size(self) -> int:
        """How many numbers the right answer has: the more, the fewer mistakes it could be taken for."""
        return sum(map(np.size, leaves(self.expected)))

    @functools.cached_property
    def _inputs(self) -> MemoKey:
        return MemoKey((self.expected, *self.given))

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        """The ids of the mistakes that the check looks for here."""
        return frozenset(mistake.id for mistake in self.mistakes)
