"""The smallest inputs that show what a check found.

A check is a function of a submission and of cases, so it can be asked again with others: drawn by the author's own
function, which keeps its promises about them, at sizes cut down and from a generator of round numbers. Such cases are
used only where the reference solution passes on them. They are the same for every submission and drawn from no secret
seed, so that they may be shown where the case of a hidden check may not.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.checks.cases import PUBLIC_SEED, Cases, Draw
from autograder.checks.check_run import asked_for, call_check, running
from autograder.checks.comparison import Call
from autograder.checks.mistakes import named
from autograder.core.model import Check, CheckResult, Finding, QuestionResult, Verdict
from autograder.isolation.worker.alarm import OutOfTime
from autograder.judge.ports import WorkerGone
from autograder.judge.submission import Submission

SECONDS = 1.0  # for running a file again and looking for smaller inputs; the judge may take a share of its own more
CUTS = (1, 2, 3)  # what sizes are cut to
TRIED = 81  # ways to cut that are tried for a check: all there are of four sizes
KEPT = 4  # of them, the smallest on which the reference passes
MAX_DRAWN = 600  # numbers asked for until a draw is given up, which tries until its numbers suit it

Sizes = Mapping[str, Any]


@dataclass(frozen=True)
class Size:
    """How cases are made smaller: each size cut to at most `cuts[name]`, numbers rounded to so many digits, or not."""

    cuts: tuple[tuple[str, int], ...] = ()
    digits: int | None = 0

    @classmethod
    def of(cls, said: Any) -> Size:
        """A size as `to_json` gives it."""
        cuts, digits = said
        return cls(tuple(sorted(cuts.items())), digits)

    def to_json(self) -> list[Any]:
        return [dict(self.cuts), self.digits]

    def cut(self, sizes: Sizes) -> dict[str, Any]:
        """The sizes of a draw, whole numbers and shapes cut, all else as it is."""
        cuts = dict(self.cuts)
        return {name: _cut(value, cuts[name]) if name in cuts else value for name, value in sizes.items()}


@dataclass
class Drawn:
    """What was drawn for by_size of as many digits, and what could not be: shared, so that nothing is drawn twice."""

    cases: dict[Any, tuple[Any, ...]] = field(default_factory=dict)
    hopeless: set[Any] = field(default_factory=set)


class CasesOfSize(Cases):
    """Cases for one size. The draws are the check's own, the generator gives round numbers from the public seed."""

    def __init__(self, size: Size, drawn: Drawn) -> None:
        super().__init__(PUBLIC_SEED)
        self.size = size
        self.asked: dict[str, Any] = {}
        self._drawn, self._hopeless = drawn.cases, drawn.hopeless

    def __call__(self, draw: Draw, *sizes: Sizes, n: int = 1) -> list[tuple[Any, ...]]:
        for name, value in (pair for size in sizes for pair in size.items()):
            self.asked[name] = max(self.asked.get(name, value), value, key=_longest)
        return super().__call__(draw, *map(self.size.cut, sizes), n=n)

    def _one(self, draw: Draw, size: Sizes, index: int) -> tuple[Any, ...]:
        key = (draw, tuple(sorted(size.items())), index)
        if key in self._hopeless:
            raise GaveUp
        try:
            return super()._one(draw, size, index)
        except Exception:
            self._hopeless.add(key)
            raise

    def generator(self, draw: Draw, size: Sizes, index: int) -> np.random.Generator:
        generator = super().generator(draw, size, index)
        digits = self.size.digits
        return generator if digits is None else RoundNumbers(generator.bit_generator, digits)

    def drew(self, value: Any) -> bool:
        """Whether a value is one of these cases', or a part of one of their arrays."""
        parts = [part for case in self._drawn.values() for part in case]
        if isinstance(value, np.ndarray):
            return any(isinstance(part, np.ndarray) and np.may_share_memory(part, value) for part in parts)
        return any(part is value for part in parts)


class GaveUp(Exception):
    """A draw found no round numbers that suit it."""


class RoundNumbers(np.random.Generator):
    """A generator whose numbers are easy to read, and never 0, where so many things look the same."""

    def __init__(self, bits: np.random.BitGenerator, digits: int) -> None:
        super().__init__(bits)
        self._digits = digits
        self._left = MAX_DRAWN

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            self._left -= 1
            if self._left < 0:
                raise GaveUp
        return super().__getattribute__(name)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """`loc` and a small number of steps of `scale`, whole ones where no digits are asked for."""
        drawn = super().normal(0.0, 1.0 if self._digits else 1.5, size)
        step = 10.0**-self._digits
        return _plain(loc + scale * np.copysign(np.maximum(step, np.round(np.abs(drawn), self._digits)), drawn))

    def standard_normal(self, size: Any = None, *args: Any, **kwargs: Any) -> Any:
        return self.normal(size=size)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """A number of the widest grid that has three places and more between `low` and `high`, both included."""
        drawn = super().uniform(low, high, size)
        if np.ndim(low) or np.ndim(high) or not low < high:
            return drawn
        first = self._digits - math.floor(math.log10(high - low)) - 1
        for step in (wide * 10.0**-digits for digits in range(first, first + 3) for wide in (1, 0.5)):
            places = np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
            places = places[places != 0]
            if len(places) >= 3:
                near = np.abs(np.asarray(drawn)[..., None] - places * step).argmin(axis=-1)
                return _plain(np.clip(places[near] * step, low, high))
        return drawn

    def random(self, size: Any = None, *args: Any, **kwargs: Any) -> Any:
        return self.uniform(size=size)


class SmallCases:
    """The small cases of an assignment's checks, smallest first, looked for when they are first asked for."""

    def __init__(self) -> None:
        self._drawn: defaultdict[int | None, Drawn] = defaultdict(Drawn)
        self._found: dict[str, list[CasesOfSize]] = {}

    def smallest_first(self, check: Check, reference: Callable[[], Submission]) -> list[CasesOfSize]:
        """The small cases of a check on which the reference solution passes."""
        if check.id not in self._found:
            self._found[check.id] = list(self._sound(check, reference())) if "cases" in asked_for(check) else []
        return self._found[check.id]

    def take(self, check: str, by_size: Iterable[Size]) -> None:
        """Use these for a check, on which the reference is known to pass."""
        self._found[check] = list(map(self._cases, by_size))

    def _sound(self, check: Check, reference: Submission) -> Iterator[CasesOfSize]:
        def passed(cases: CasesOfSize) -> bool:
            found = _look(check, reference, cases)
            return found is not None and found[0].verdict is Verdict.PASSED

        whole = self._cases(Size(digits=None))
        passes = passed(whole)
        yield from itertools.islice(filter(passed, map(self._cases, _sizes_below(whole.asked))), KEPT)
        round_ones = list(itertools.islice(filter(passed, (self._cases(Size(digits=digits)) for digits in (0, 1))), 1))
        yield from round_ones
        if passes and not round_ones and not check.is_public:
            yield whole

    def _cases(self, size: Size) -> CasesOfSize:
        return CasesOfSize(size, self._drawn[size.digits])


def shrunk(check: Check, finding: Finding, by_size: Iterable[CasesOfSize], submission: Submission) -> Finding:
    """The same finding on the smallest cases that show it: the verdict is the same, and the same mistake explains it.

    A finding of a hidden check is exchanged only for one whose inputs were all drawn here, and none of which is a
    function that was sent as text: an answer could tell that text. `WorkerGone` passes.
    """
    for cases in by_size:
        found = _look(check, submission, cases, finding)
        if found is None or found[0].verdict is not finding.verdict:
            continue
        shown, call = found
        if (
            call is None
            or shown.counterexample is None
            or not (check.is_public or _may_be_shown(call, cases, submission))
        ):
            continue
        shown = replace(
            shown,
            counterexample={**shown.counterexample, "small": True},
            candidate_mistakes=finding.candidate_mistakes,
            faults=finding.faults,
            relies_on=finding.relies_on,
        )
        candidate = next((each for each in finding.candidate_mistakes if each.id == finding.diagnosis), None)
        return named(shown, candidate) if candidate else shown
    return finding


def with_findings(question: QuestionResult, found: Mapping[str, Finding]) -> QuestionResult:
    """The question with other findings for some of its checks, by check id."""
    checks = tuple(replace(each, finding=found.get(each.check.id, each.finding)) for each in question.checks)
    return replace(question, checks=checks)


def to_show(question: QuestionResult) -> list[CheckResult]:
    """The checks whose inputs are shown to students: the failing public ones, else the hidden one that speaks first."""
    failing = [result for result in question.failing if result.finding.counterexample is not None]
    public = [result for result in failing if result.check.is_public]
    return public or failing[:1]


def _may_be_shown(call: Call, cases: CasesOfSize, submission: Submission) -> bool:
    """Whether nothing of a hidden check is in these inputs, nor in what student code could make of them."""
    values = call.inputs.values()
    return all(map(cases.drew, values)) and not (submission.sends_functions and any(map(callable, values)))


def _look(
    check: Check, submission: Submission, cases: CasesOfSize, like: Finding | None = None
) -> tuple[Finding, Call | None] | None:
    """What a check shows on these cases; None where it cannot be run on them.

    It ends with the first finding that is `like` that one by its verdict; None where another mistake explains it.
    """
    with running(check, enough=like.verdict if like else None) as examination:
        try:
            call_check(check, submission, cases)
        except WorkerGone:
            raise
        except (Exception, SystemExit, OutOfTime):  # of the draw, of the check, of student code: no example comes of it
            if not examination.found_something():
                return None
        if like is not None and like.diagnosis is not None and not examination.explained_by(like.diagnosis):
            return None
        return examination.shown()


def _sizes_below(asked: Sizes) -> list[Size]:
    """The ways to cut these sizes, those with the smallest sum first, none that cuts nothing."""
    names = sorted(name for name, value in asked.items() if _longest(value) > 1)
    ways = itertools.product(*([cut for cut in CUTS if cut < _longest(asked[name])] + [0] for name in names))
    found = [tuple((name, cut) for name, cut in zip(names, way, strict=True) if cut) for way in ways]
    found.sort(key=lambda cuts: sum(_longest(value) for value in Size(cuts).cut({n: asked[n] for n in names}).values()))
    return [Size(cuts) for cuts in found if cuts][:TRIED]


def _cut(value: Any, most: int) -> Any:
    if _longest(value) == 0:
        return value
    return min(value, most) if isinstance(value, int) else tuple(min(each, most) for each in value)


def _longest(value: Any) -> int:
    """The size that a size or a shape stands for; 0 where it is neither."""
    numbers = value if isinstance(value, tuple) else (value,)
    return max((0, *numbers)) if all(type(each) is int for each in numbers) else 0


def _plain(value: Any) -> Any:
    """Without the dust of binary fractions; a float where no array was asked for."""
    rounded = np.round(value, 12)
    return rounded if np.ndim(rounded) else float(rounded)
