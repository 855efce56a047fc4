"""What the cases of a question's checks cover, seen in the calls that they make of the reference solution.

A check whose sizes are all small or all different, or whose numbers are never 0, cannot see work that is wrong there
alone.
A gap is closed by another case, or stands with a reason in assignment.toml.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checks.comparison import Call
from autograder.checks.oracle import LentFunction
from autograder.core.model import Check, CourseFault, Question
from autograder.core.values import Tensor
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings

Array = np.ndarray[Any, Any]

LARGE = 32  # entries: what works in blocks of 32 shows above
SIZES = ("size 1", "size 2", "over 32", "equal sizes", "other sizes")
ENTRIES = ("0", "1", "negative", "repeated")
TWICE, TARGETS, OBJECTS = "asked twice", "other targets", "other objects"
STATE = (TWICE, TARGETS, OBJECTS)
TARGET = "y"  # the parameter that has what the answers should be


@dataclass(frozen=True)
class Coverage:
    """One question: by kind of data, how many of its calls have it. A kind that cannot occur there is left out.

    `shared` has a sentence for each case that two checks have, of which one is hidden or counts evaluations.
    """

    question: Question
    calls: int
    counts: Mapping[str, int] = field(default_factory=dict)
    shared: tuple[str, ...] = ()

    @property
    def gaps(self) -> list[str]:
        """The kinds of data that no call has, and no reason in assignment.toml excuses."""
        return [kind for kind, count in self.counts.items() if not count and kind not in self.question.gaps]

    @property
    def reasons(self) -> dict[str, str]:
        """The gaps that stand, each with its reason."""
        return {kind: why for kind, why in self.question.gaps.items() if not self.counts.get(kind)}


def data_coverage(settings: Settings, assignment: str) -> list[Coverage]:
    """What the checks of an assignment cover, by question.

    `CourseFault` where the reference solution does not pass, or a gap is excused that is not one.
    """
    bench = Bench(settings)
    try:
        judge = bench.judge(assignment)
        calls: defaultdict[str, list[tuple[Check, Call]]] = defaultdict(list)
        for check in judge.checks:
            for call in judge.reference_calls(check):
                if call.question == check.question:
                    calls[check.question].append((check, call))
    finally:
        bench.close()
    found = [covered(question, calls[question.id]) for question in judge.assignment.questions]
    for each in found:
        idle = sorted(set(each.question.gaps) - set(each.reasons))
        if idle:
            raise CourseFault(f"{assignment}: {each.question.id} excuses gaps that it does not have: {', '.join(idle)}")
    return found


def covered(question: Question, calls: Sequence[tuple[Check, Call]]) -> Coverage:
    """What these calls of a question cover. An array's axes are sizes; of a call without arrays whole numbers are."""
    counts: Counter[str] = Counter()
    settings = set(re.findall(r"(\w+)\s*=", question.signature))
    for _, call in calls:
        arrays = list(_arrays(call.inputs.values()))
        whole = tuple(value for name, value in call.inputs.items() if type(value) is int and name not in settings)
        shapes = [array.shape for array in arrays] or [whole]
        counts.update(_sizes({size for shape in shapes for size in shape}, shapes))
        counts.update(_entries([array for array in arrays if array.size]))
        for name, value in _scalars(call.inputs, settings):
            counts.update({f"{name} is 0": value == 0, f"{name} is 1": value == 1, f"{name} < 0": value < 0})
    counts.update(_state(question, calls))
    return Coverage(question, len(calls), dict(counts), tuple(_shared(calls)))


def _sizes(sizes: set[int], shapes: Sequence[tuple[int, ...]]) -> dict[str, int]:
    if not sizes:
        return {}
    found: dict[str, int] = {"size 1": 1 in sizes, "size 2": 2 in sizes, "over 32": max(sizes) > LARGE}
    if any(len(shape) > 1 for shape in shapes):
        found["equal sizes"] = any(_equal(shape) for shape in shapes)
        found["other sizes"] = any(len(set(shape)) > 1 for shape in shapes)
    return found


def _equal(shape: tuple[int, ...]) -> bool:
    """Whether two axes are equally long, and longer than 1."""
    return any(one == other > 1 for one, other in itertools.combinations(shape, 2))


def _entries(arrays: Sequence[Array]) -> dict[str, int]:
    if not arrays:
        return {}
    return {
        "0": any((array == 0).any() for array in arrays),
        "1": any((array == 1).any() for array in arrays),
        "negative": any((array < 0).any() for array in arrays),
        "repeated": any(len(np.unique(array)) < array.size for array in arrays),
    }


def _state(question: Question, calls: Sequence[tuple[Check, Call]]) -> dict[str, int]:
    """How many calls come again, with other targets for the same data, or after another object was asked."""
    seen: Counter[str] = Counter(_digest(call.inputs.values()) for _, call in calls)
    found = {TWICE: sum(count > 1 for count in seen.values())}
    if TARGET in question.parameters:
        data = {
            (_digest(v for name, v in call.inputs.items() if name != TARGET), _digest([call.inputs.get(TARGET)]))
            for _, call in calls
        }
        found[TARGETS] = sum(count > 1 for count in Counter(inputs for inputs, _ in data).values())
    if "." in question.id and not question.id.endswith(".init"):
        found[OBJECTS] = sum(_returns(owners) for owners in _owners(calls))
    return found


def _owners(calls: Sequence[tuple[Check, Call]]) -> Iterator[list[int | None]]:
    """Of each check, which objects were called, one after the other."""
    for _, group in itertools.groupby(calls, key=lambda pair: pair[0].id):
        yield [owner for owner, _ in itertools.groupby(call.owner for _, call in group)]


def _returns(owners: Sequence[int | None]) -> bool:
    """Whether an object is called again after another one was."""
    return len(set(owners)) < len(owners)


def _shared(calls: Sequence[tuple[Check, Call]]) -> Iterator[str]:
    """A sentence for each case that is in two checks, one of them hidden or with a budget of evaluations."""
    where: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for check, call in calls:
        sensitive = not check.is_public or any(
            isinstance(value, LentFunction) and value.budget is not None for value in call.inputs.values()
        )
        checks = where[_digest(call.inputs.values())]
        checks[check.id] = checks.get(check.id, False) or sensitive
    for checks in where.values():
        if len(checks) > 1 and any(checks.values()):
            yield f"the same case is asked in {' and '.join(checks)}"


def _arrays(values: Iterable[Any]) -> Iterator[Array]:
    for value in values:
        inner = value.data if isinstance(value, Tensor) else value
        if isinstance(inner, Mapping):
            yield from _arrays(inner.values())
        elif isinstance(inner, np.ndarray) and inner.ndim:
            yield inner
        elif isinstance(inner, (list, tuple)) and inner:
            yield from [np.array(inner)] if _of_numbers(inner) else _arrays(inner)


def _of_numbers(value: Any) -> bool:
    """Whether lists in lists, all equally long, hold numbers alone."""
    if not isinstance(value, (list, tuple)):
        return isinstance(value, (int, float))
    return (
        all(map(_of_numbers, value))
        and len({len(part) if isinstance(part, (list, tuple)) else -1 for part in value}) <= 1
    )


def _scalars(inputs: Mapping[str, Any], settings: Set[str]) -> Iterator[tuple[str, float]]:
    """The numbers among the inputs, but for settings: those that have a default."""
    for name, value in inputs.items():
        if name in settings:
            continue
        inner = value.data if isinstance(value, Tensor) else value
        if isinstance(inner, float) or (isinstance(inner, np.ndarray) and not inner.ndim):
            yield name.removeprefix("self."), float(inner)


def _digest(values: Iterable[Any]) -> str:
    """Equal for equal inputs: arrays by content, a lent function by its body, whatever its budget."""
    digest = hashlib.sha256()
    for value in values:
        inner = value.data if isinstance(value, Tensor) else value
        if isinstance(inner, Mapping):
            text = _digest(inner.values()).encode()
        elif isinstance(inner, np.ndarray):
            text = f"{inner.dtype}{inner.shape}".encode() + inner.tobytes()
        else:
            text = repr(inner.body if isinstance(inner, LentFunction) else inner).encode()
        digest.update(text + b"\0")
    return digest.hexdigest()
