"""What happens while one check looks at one submission: the calls made, what was found, and the outcome.

`agree` records instead of raising, so that a check sees all its cases: a mistake is named only where it
explains every one of them.
"""

from __future__ import annotations

import functools
import inspect
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.checks.compare import Mismatch, StudentValue, Terms, compare, same
from autograder.checks.describe import readable
from autograder.checks.memo import MemoKey
from autograder.checks.mistakes import AND, Mistake, pairs
from autograder.core.model import PASSED, CandidateMistake, Check, CourseFault, Finding, Verdict, worst
from autograder.core.values import Tensor

NAMING_SECONDS, COMPARING_SECONDS = 5.0, 20.0  # of the judge's own, on one question's answers; honest ones take none


@dataclass
class Call:
    """One call into student code: what was called, on what, and, once it returned, which arguments it changed."""

    target: str
    inputs: Mapping[str, Any]
    arguments: tuple[Any, ...]
    mutated: tuple[str, ...] = ()


@dataclass
class ComparingTime:
    """The time that comparing one question's answers has taken, of which they are to have a share and no more.

    After `NAMING_SECONDS` no mistake is looked for; after `COMPARING_SECONDS` what was found so far is the finding.
    A context manager around each comparison.
    """

    spent: float = 0.0

    def __enter__(self) -> None:
        self.spent -= time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.spent += time.perf_counter()


@dataclass(frozen=True)
class _Comparison:
    mismatch: Mismatch | None
    answer: StudentValue
    expected: Any
    terms: Terms
    mistakes: Sequence[Mistake]
    given: tuple[Any, ...]
    call: Call | None
    patience: ComparingTime

    def by(self, mistake: Mistake) -> Any:
        """What someone who makes the mistake would have returned here."""
        return mistake.answer(self._inputs)

    def explained_by(self, mistake: Mistake) -> bool:
        """Whether the answer is the mistake's; of a mistake that is not looked for here, whether it is right."""
        if not self._names.issuperset(mistake.id.split(AND)):
            return self.mismatch is None  # nothing is claimed about a right answer to another question
        value = self.by(mistake)
        with self.patience:
            return same(self.answer, value, self.terms)

    @functools.cached_property
    def _inputs(self) -> MemoKey:
        return MemoKey((self.expected, *self.given))

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        """Of the mistakes that the check looks for here."""
        return frozenset(mistake.id for mistake in self.mistakes)


TOO_LARGE = Finding(Verdict.TIMEOUT, "your answers are far larger than what is asked for: comparing them took too long")


class Failure(AssertionError):
    """A check was not passed. Raised once, when the check has seen all its cases."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass
class CheckRun:
    """The record of one check on one submission."""

    calls: list[Call] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    known_errors: Sequence[Mistake] = ()
    patience: ComparingTime = field(default_factory=ComparingTime)
    _found: list[tuple[Finding, Call | None]] = field(default_factory=list)
    _comparisons: list[_Comparison] = field(default_factory=list)

    def outcome(self) -> Finding:
        """The finding that speaks for the check: the first of the worst verdict, with the mistakes it looked for."""
        candidates = tuple(self._looked_for().values())
        candidate_mistakes = list(self._suspects(candidates))
        if candidate_mistakes and not any(candidate.explains for candidate in candidate_mistakes):
            both = self._suspects(pairs(candidates))
            candidate_mistakes += {
                candidate.id: candidate for candidate in both if candidate.explains and not candidate.trivial
            }.values()
        if self.patience.spent > NAMING_SECONDS:
            return self.unnamed()  # of some mistakes nothing is known
        return (
            replace(self.unnamed(), candidate_mistakes=tuple(candidate_mistakes))
            if candidate_mistakes
            else self.unnamed()
        )

    def _suspects(self, mistakes: Iterable[Mistake]) -> Iterator[CandidateMistake]:
        """What is to be said of each mistake, as long as there is patience."""
        for mistake in mistakes:
            if self.patience.spent > NAMING_SECONDS:
                return
            explains = self._explained_by(mistake)
            trivial = explains and all(_zero(c.by(mistake)) for c in self._comparisons if c.mismatch)
            yield mistake.candidate(explains, trivial)

    def unnamed(self) -> Finding:
        """The same without looking for a mistake to name."""
        return self.shown()[0]

    def shown(self) -> tuple[Finding, Call | None]:
        """The unnamed finding, and the call that it shows, where it shows one."""
        wrong = [(c.mismatch.verdict, c) for c in self._comparisons if c.mismatch]
        if not (self._found or wrong):
            return PASSED if self._comparisons else Finding(Verdict.JUDGE_ERROR, "this check compared nothing"), None
        verdict = worst([finding.verdict for finding, _ in self._found] + [verdict for verdict, _ in wrong])
        found = (each for each in self._found if each[0].verdict is verdict)
        return next(found, None) or next((_finding(c), c.call) for its, c in wrong if its is verdict)

    def recognised(self, finding: Finding) -> Finding:
        """The finding for an exception, with the mistake that it is the sign of."""
        for mistake in self.known_errors:
            if re.search(mistake.raises, finding.message):
                return replace(finding, candidate_mistakes=(mistake.candidate(),))
        return finding

    def found_something(self) -> bool:
        return bool(self._found) or any(c.mismatch for c in self._comparisons)

    def explained_by(self, name: str) -> bool:
        """Whether the mistake of that name was looked for and explains all that the check saw."""
        candidates = self._looked_for()
        both = pairs(tuple(candidates.values())) if AND in name else []
        mistake = candidates.get(name) or next((pair for pair in both if pair.id == name), None)
        return mistake is not None and self._explained_by(mistake)

    def _looked_for(self) -> dict[str, Mistake]:
        return {mistake.id: mistake for c in self._comparisons if c.mismatch for mistake in c.mistakes}

    def _explained_by(self, mistake: Mistake) -> bool:
        return all(c.explained_by(mistake) for c in sorted(self._comparisons, key=lambda c: c.mismatch is None))

    def found(self, finding: Finding, call: Call | None) -> None:
        self._found.append((finding, call))

    def compare(self, got: Any, expected: Any, terms: Terms, mistakes: Sequence[Mistake], given: Sequence[Any]) -> bool:
        """Record how a value compares and whether it agrees; where that has taken too long already, the check ends."""
        if self.patience.spent > COMPARING_SECONDS:
            raise Failure(self.unnamed() if self.found_something() else TOO_LARGE)
        answer = StudentValue(got)
        with self.patience:
            mismatch, notes = compare(answer, expected, terms)
        self.notes.extend(note for note in notes if note not in self.notes)
        call = self.last_call()
        self._comparisons.append(
            _Comparison(mismatch, answer, expected, terms, mistakes, tuple(given), call, self.patience)
        )
        return mismatch is None

    def last_call(self) -> Call | None:
        return self.calls[-1] if self.calls else None


_current: ContextVar[CheckRun] = ContextVar("examination")


@contextmanager
def running(patience: ComparingTime | None = None) -> Iterator[CheckRun]:
    """Make a fresh examination the one that `agree` and the submission's calls write to.

    `patience` is the question's, which its checks share.
    """
    token = _current.set(CheckRun(patience=patience or ComparingTime()))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def current_run() -> CheckRun:
    """The examination under way; a `CourseFault` outside of a check."""
    try:
        return _current.get()
    except LookupError:
        raise CourseFault("agree() and the submission are only of use inside a check") from None


def call_check(check: Check, submission: Any, cases: Any) -> None:
    """Call a check's function with what it asks for."""
    offered = {"submission": submission, "cases": cases} | dict(check.params)
    check.function(**{name: offered[name] for name in asked_for(check)})


def asked_for(check: Check) -> tuple[str, ...]:
    """What a check asks for."""
    return _parameters(check.function)


@functools.cache
def _parameters(function: Callable[..., None]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _finding(comparison: _Comparison) -> Finding:
    mismatch = comparison.mismatch
    assert mismatch is not None
    return Finding(
        mismatch.verdict,
        mismatch.message,
        mismatch.where,
        mismatch.expected,
        mismatch.got,
        counterexample_of(comparison.call, comparison) if comparison.call else None,
    )


def _zero(value: Any) -> bool:
    if isinstance(value, Tensor):
        return _zero(value.data)
    if isinstance(value, (tuple, list, dict)):
        return all(map(_zero, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (int, float, np.ndarray)) and not np.any(value)


def counterexample_of(call: Call, comparison: _Comparison | None = None) -> dict[str, Any]:
    """Inputs, and the values where they were compared, small enough to read: as JSON values."""
    found: dict[str, Any] = {"call": call.target, "inputs": {k: readable(v) for k, v in call.inputs.items()}}
    if comparison:
        sides = {"expected": comparison.expected, "got": comparison.answer.value}
        found |= {side: _named_parts(value, comparison.terms.names) for side, value in sides.items()}
    return found


def _named_parts(value: Any, names: Sequence[str]) -> Any:
    """A tuple by the names of its parts, where it has as many as there are names."""
    if isinstance(value, (tuple, list)) and names and len(value) == len(names):
        return readable(dict(zip(names, value, strict=True)))
    return readable(value)
