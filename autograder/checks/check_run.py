"""What happens while one check looks at one submission: the calls it made, what it found, and what comes of that.

`agree` records instead of raising, so that a check sees all its cases: a mistake is named only if it explains every one
of them.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.checks.built_in import EARLIER_ANSWER, whole_numbers
from autograder.checks.compare import BY_DIFFERENCES, StudentValue, Terms, compare, right_parts
from autograder.checks.comparison import Call, ComparingTime, Comparison
from autograder.checks.describe import readable
from autograder.checks.mistakes import AND, Mistake, pairs
from autograder.core.model import PASSED, CandidateMistake, Check, Counterexample, CourseFault, Finding, Verdict, worst
from autograder.core.values import Tensor, leaves

#: Seconds that the judge spends on comparing one question's answers; honest answers take next to none. After the first,
#: no mistake is looked for; after the second, the check ends with what it has found.
NAMING_SECONDS, COMPARING_SECONDS = 5.0, 20.0
MAX_INPUT = 1000  # characters of a text that student code was given, such as a small program
MAX_EARLIER = 30  # answers to earlier calls that a wrong one is held against
MAX_FAULT = 300  # characters of what a broken mistake raised
TOO_LARGE = Finding(Verdict.TIMEOUT, "your answers are far larger than what is asked for: comparing them took too long")


class Enough(Exception):
    """A check has shown what was looked for, and need not go on."""


class Failure(AssertionError):
    """A check was not passed. Raised once, after the check has seen all its cases."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass
class CheckRun:
    """The record of one check on one submission.

    `mistakes` are those that the check looks for, unless it says otherwise for one comparison. `faults` has, by the id
    of a mistake, what its `answers` raised: the fault of the check's author. `drawn`: the check's cases are drawn ones.
    `earlier` has the right answers to the question's calls so far, from the checks before this one, too. `enough` is a
    verdict: the first finding that bears it ends the check, by `Enough`.
    """

    calls: list[Call] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mistakes: Sequence[Mistake] = ()
    patience: ComparingTime = field(default_factory=ComparingTime)
    drawn: bool = True
    faults: dict[str, str] = field(default_factory=dict)
    earlier: list[Any] = field(default_factory=list)
    enough: Verdict | None = None
    _found: list[tuple[Finding, Call | None]] = field(default_factory=list)
    _comparisons: list[Comparison] = field(default_factory=list)

    def outcome(self) -> Finding:
        """The finding that speaks for the check: the first of the worst verdict, with the mistakes it looked for."""
        looked_for = tuple(self._looked_for().values())
        possible = self._possible(looked_for)
        found = list(self._candidates(looked_for, possible))
        if found and not any(candidate.explains for candidate in found):
            sound = tuple(mistake for mistake in looked_for if mistake.id not in self.faults)
            possible = self._possible(pairs(sound))
            both = self._candidates([pair for pair in pairs(sound) if pair.id in possible], possible)
            found += {each.id: each for each in both if each.explains and not each.trivial}.values()
        explained = any(candidate.explains for candidate in found)
        built_in = [*self._earlier_answers(), *self._other_form()]
        found += [replace(each, built_in=True) for each in built_in if not (explained and each.explains)]
        finding = self.unnamed()
        if self.faults:
            finding = replace(finding, faults=tuple(f"{name}: {said}" for name, said in self.faults.items()))
        if not found or self.patience.spent > NAMING_SECONDS:
            return finding  # of mistakes that were not looked for in time nothing is known
        return replace(finding, candidate_mistakes=tuple(found))

    def _possible(self, mistakes: Sequence[Mistake]) -> set[str]:
        """Those of the mistakes that could explain the largest of the wrong answers at first sight."""
        wrong = [c for c in self._comparisons if c.mismatch and self.patience.spent <= NAMING_SECONDS]
        return max(wrong, key=lambda c: c.size).possible(mistakes) if wrong else set()

    def _candidates(self, mistakes: Sequence[Mistake], possible: Set[str]) -> Iterator[CandidateMistake]:
        """For each mistake that is not broken, whether it is `possible` and explains what the check saw, as long as
        there is time."""
        wrong = [c for c in self._comparisons if c.mismatch]
        for mistake in mistakes:
            if self.patience.spent > NAMING_SECONDS:
                return
            explains = mistake.id in possible and self._explained_by(mistake)
            if mistake.id not in self.faults:
                trivial = explains and all(_zero(c.value_of(mistake)) for c in wrong)
                yield mistake.candidate(explains, trivial, len(wrong), self.drawn)

    def _earlier_answers(self) -> list[CandidateMistake]:
        """Whether the wrong answers are those to earlier calls, which any function can come to give."""
        wrong = self._wrong_answers()
        if not wrong or not all(c.mismatch.verdict is Verdict.WRONG_VALUE for c in wrong if c.mismatch):
            return []
        found = []
        for c in wrong:
            found.append(c.earlier_answers())
            if not found[-1]:
                return [EARLIER_ANSWER.candidate(False, examples=len(wrong), drawn=self.drawn)]
        if all(map(whole_numbers, itertools.chain(*found))):
            return []
        return [EARLIER_ANSWER.candidate(examples=len(wrong), drawn=self.drawn)]

    def _other_form(self) -> list[CandidateMistake]:
        """What alone is wrong with the form of all wrong answers: seen, not concluded, so one example is enough."""
        wrong = self._wrong_answers()
        form = wrong[0].other_form if wrong else None
        return [form.candidate(examples=len(wrong))] if form and all(c.other_form is form for c in wrong) else []

    def _wrong_answers(self) -> list[Comparison]:
        """The comparisons in which an answer is wrong; none where more than that is wrong, or no time is left."""
        if self.patience.spent > NAMING_SECONDS or self._found:
            return []
        return [c for c in self._comparisons if c.mismatch]

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
        finding, call = next(found, None) or next((_finding(c), c.call) for its, c in wrong if its is verdict)
        return (replace(finding, printed=call.printed) if call else finding), call

    def right(self, parts: Set[str]) -> frozenset[str]:
        """Which of the named parts of the answer were right in every case, and nothing else was wrong."""
        if self._found:
            return frozenset()
        right = frozenset(parts)
        for wrong in (each for each in self._comparisons if each.mismatch):
            with self.patience:
                right &= right_parts(wrong.answer, wrong.expected, wrong.terms, parts)
        return right

    def recognised(self, finding: Finding) -> Finding:
        """The finding for an exception that ended the check, with the first of its mistakes that ends in this one."""
        if finding.verdict is Verdict.JUDGE_ERROR:
            return finding
        fitting = next((mistake for mistake in self.mistakes if mistake.fits(finding.message)), None)
        return replace(finding, candidate_mistakes=(fitting.candidate(),)) if fitting else finding

    def found_something(self) -> bool:
        return bool(self._found) or any(c.mismatch for c in self._comparisons)

    def explained_by(self, name: str) -> bool:
        """Whether the mistake of that name was looked for and explains all that the check saw."""
        looked_for = self._looked_for()
        both = pairs(tuple(looked_for.values())) if AND in name else []
        mistake = looked_for.get(name) or next((pair for pair in both if pair.id == name), None)
        if mistake is None:
            return any(each.id == name for each in self._other_form())
        return self._explained_by(mistake)

    def compute_all_mistakes(self) -> None:
        """Ask each mistake, and each two at once, for what it gives where the check compares, right or wrong."""
        for comparison in self._comparisons:
            sound = tuple(mistake for mistake in comparison.mistakes if mistake.answers)
            for mistake in (*sound, *pairs(sound)):
                with contextlib.suppress(Exception):  # of a broken one `autograder verify` says what it raised
                    comparison.value_of(mistake)

    def _looked_for(self) -> dict[str, Mistake]:
        """By id, the mistakes that may explain a wrong value of this check."""
        wrong = (c for c in self._comparisons if c.mismatch)
        return {mistake.id: mistake for c in wrong for mistake in c.mistakes if mistake.answers}

    def _explained_by(self, mistake: Mistake) -> bool:
        """Whether a mistake explains all that the check saw. A broken one explains nothing, and is noted as a fault."""
        try:
            return all(c.explained_by(mistake) for c in sorted(self._comparisons, key=lambda c: c.mismatch is None))
        except Exception as error:  # whatever the author's function raises: the other mistakes stay
            self.faults[mistake.id] = f"{type(error).__name__}: {error}"[:MAX_FAULT]
            return False

    def found(self, finding: Finding, call: Call | None) -> None:
        self._found.append((finding, call))
        self._end_if(finding.verdict)

    def compare(self, got: Any, expected: Any, terms: Terms, mistakes: Sequence[Mistake], given: Sequence[Any]) -> bool:
        """Record how a value compares; returns whether it agrees. `Failure` if comparing has taken too long already."""
        if self.patience.spent > COMPARING_SECONDS:
            raise Failure(self.unnamed() if self.found_something() else TOO_LARGE)
        answer = StudentValue(got)
        with self.patience:
            mismatch, notes = compare(answer, expected, terms)
        call = self.last_call()
        if call and any(map(callable, call.arguments)):  # differences of a function that is given are what is asked for
            notes = [note for note in notes if not note.endswith(BY_DIFFERENCES)]
        self.notes.extend(note for note in notes if note not in self.notes)
        earlier = tuple(self.earlier[-MAX_EARLIER:])
        self._comparisons.append(
            Comparison(mismatch, answer, expected, terms, mistakes, tuple(given), call, self.patience, earlier)
        )
        self.earlier.append(expected)
        self._end_if(mismatch.verdict if mismatch else Verdict.PASSED)
        return mismatch is None

    def _end_if(self, verdict: Verdict) -> None:
        if verdict is self.enough:
            raise Enough

    def last_call(self) -> Call | None:
        return self.calls[-1] if self.calls else None


_current: ContextVar[CheckRun] = ContextVar("check run")


@contextmanager
def running(
    check: Check | None = None,
    patience: ComparingTime | None = None,
    earlier: list[Any] | None = None,
    enough: Verdict | None = None,
) -> Iterator[CheckRun]:
    """Make a fresh record the one that `agree` and the submission's calls write to, with the mistakes of `check`.

    `patience` and the `earlier` answers are the question's: its checks share them. `enough`: see `CheckRun`.
    """
    mistakes, drawn = (check.mistakes, "cases" in asked_for(check)) if check else ((), True)
    shared = [] if earlier is None else earlier
    run = CheckRun([], [], mistakes, patience or ComparingTime(), drawn, earlier=shared, enough=enough)
    token = _current.set(run)
    try:
        yield run
    finally:
        _current.reset(token)


def current_run() -> CheckRun:
    """The record of the check that is running; a `CourseFault` where none is."""
    try:
        return _current.get()
    except LookupError:
        raise CourseFault("agree() and calls of the submission only work inside a check") from None


def call_check(check: Check, submission: Any, cases: Any) -> None:
    """Call a check's function with the arguments that it asks for."""
    offered = {"submission": submission, "cases": cases} | dict(check.params)
    check.function(**{name: offered[name] for name in asked_for(check)})


def asked_for(check: Check) -> tuple[str, ...]:
    """The names of the arguments that a check asks for."""
    return _parameters(check.function)


@functools.cache
def _parameters(function: Callable[..., None]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _finding(comparison: Comparison) -> Finding:
    mismatch = comparison.mismatch
    assert mismatch is not None
    return Finding(
        mismatch.verdict,
        mismatch.said,
        mismatch.where,
        mismatch.expected,
        mismatch.got,
        counterexample_of(comparison.call, comparison) if comparison.call else None,
    )


def _zero(value: Any) -> bool:
    return all(isinstance(leaf, (int, float, np.ndarray)) and not np.any(leaf) for leaf in leaves(value))


def counterexample_of(call: Call, comparison: Comparison | None = None) -> Counterexample:
    """The inputs of a call, and the two values where they were compared, as JSON values small enough to read."""
    library = "torch" if any(isinstance(value, Tensor) for value in call.inputs.values()) else "np"
    found = Counterexample(
        call=call.target, inputs={name: readable(value, MAX_INPUT, library) for name, value in call.inputs.items()}
    )
    if comparison:
        found["expected"] = _named_parts(comparison.expected, comparison.terms.names)
        found["got"] = _named_parts(comparison.answer.value, comparison.terms.names)
    return found


def _named_parts(value: Any, names: Sequence[str]) -> Any:
    """A tuple as a dict from the names of its parts, if it has as many parts as there are names."""
    if isinstance(value, (tuple, list)) and names and len(value) == len(names):
        return readable(dict(zip(names, value, strict=True)))
    return readable(value)
