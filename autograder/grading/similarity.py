"""Pairs of works that are more alike than the class is: for staff to look at, never a verdict.

Code is compared function by function, by fingerprints (see `fingerprints`). Those of the code that was handed out do
not count, those that many share count for nothing, and rare ones count most. Short right answers are alike by nature:
how alike the class is in a function is the measure, and only what stands far outside of it is told.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.grading.fingerprints import ELSEWHERE, Fingerprints

FAR = 5.0  # median absolute deviations above the class's median
LEAST_SPREAD = 0.03  # in a class whose works are all unlike, chance alone makes this much
LEAST_SHARE = 0.5  # honest works share less, and copies whose names and order were changed share more
SURE_SHARE = 0.8  # stands out in any class, also in one of which half are copies
RARE_PRINTS = 12  # that a pair shares: about two statements of some length
FEW = 5  # works that may have a fingerprint that is called rare; in a large class, one in fifty
FEW_OF_ONE = 3  # the same where a single function stands out: four students can have one idea
SMOOTHING = 3.0  # rare fingerprints that every function is taken to have besides its own, so that few prove little


@dataclass(frozen=True)
class Compared:
    """A work: whose, its fingerprints, and the mistakes that were named in it. `term` where it is an earlier one's."""

    student: str
    prints: Fingerprints
    mistakes: frozenset[str] = frozenset()
    sha256: str = ""
    term: str = ""


@dataclass(frozen=True)
class Alike:
    """A function in which a pair stands out: how alike the two are, and the class's students to each one's nearest."""

    unit: str
    share: float
    median: float


@dataclass(frozen=True)
class Pair:
    """Two works worth a look. `mistakes` are named ones that few others made; `rare` fingerprints are few others'."""

    left: Compared
    right: Compared
    alike: tuple[Alike, ...]
    mistakes: tuple[str, ...]
    rare: int
    shared: frozenset[int]

    @property
    def weight(self) -> float:
        """By what pairs are ordered: each function that stands out counts, and so does each rare mistake."""
        return sum(each.share for each in self.alike) + 0.5 * len(self.mistakes)


def similar(works: Sequence[Compared], starter: Fingerprints, questions: Collection[str]) -> list[Pair]:
    """The pairs that stand out, the most alike first. Functions of no question count as `ELSEWHERE`.

    At least one of a pair is of this term, whose works are the measure. Nobody is a pair with an earlier self.
    """
    now = {place for place, work in enumerate(works) if not work.term}
    given = {mark for prints in starter.units.values() for mark in prints}
    units = [_by_question(work.prints, questions, given) for work in works]
    spread = Counter(mark for own in units for mark in set().union(*own.values()))
    few, many = max(FEW, len(works) // 50), max(20, len(works) // 20)
    weights = {mark: math.log((len(works) + 1) / count) for mark, count in spread.items() if count <= many}
    names = Counter(mistake for work in works for mistake in work.mistakes)

    shares: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    medians: dict[str, tuple[float, float]] = {}
    for unit in sorted({unit for own in units for unit in own}):
        found = _shares([own.get(unit, {}) for own in units], weights, len(works))
        for pair, share in found.items():
            shares[pair][unit] = share
        medians[unit] = _of_class(found, {place for place in now if unit in units[place]})

    pairs = []
    for (one, other), by_unit in shares.items():
        if not {one, other} & now or works[one].student == works[other].student:
            continue
        alike = [Alike(unit, share, medians[unit][0]) for unit, share in by_unit.items() if share > medians[unit][1]]
        shared = {mark for each in alike for mark in units[one][each.unit] & units[other][each.unit] if mark in weights}
        holders = few if len(alike) > 1 else min(few, FEW_OF_ONE)
        rare = sum(spread[mark] <= holders for mark in shared)
        if rare >= RARE_PRINTS:
            mistakes = sorted(name for name in works[one].mistakes & works[other].mistakes if names[name] <= few)
            alike.sort(key=lambda each: (-each.share, each.unit))
            pairs.append(Pair(works[one], works[other], tuple(alike), tuple(mistakes), rare, frozenset(shared)))
    return sorted(pairs, key=lambda pair: (-pair.weight, -pair.rare, pair.left.student, pair.right.student))


def _by_question(prints: Fingerprints, questions: Collection[str], given: Collection[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for unit, marks in prints.units.items():
        own = {mark for mark in marks if mark not in given}
        if own:
            found.setdefault(unit if _asked(unit, questions) else ELSEWHERE, set()).update(own)
    return found


def _asked(unit: str, questions: Collection[str]) -> bool:
    """Whether a function answers a question: `SimpleNN.__init__` is that of `SimpleNN.init`, `MSEReLU.forward` is
    one of `MSEReLU`."""
    return bool({unit, unit.replace("__", ""), unit.partition(".")[0]} & set(questions))


def _shares(marks: Sequence[Collection[int]], weights: Mapping[int, float], count: int) -> dict[tuple[int, int], float]:
    """For each pair with anything in common, the weight of that as a share of both (S. Dice's coefficient)."""
    holders: dict[int, list[int]] = defaultdict(list)
    for place, own in enumerate(marks):
        for mark in own:
            if mark in weights:
                holders[mark].append(place)
    common: dict[tuple[int, int], float] = defaultdict(float)
    for mark, places in holders.items():
        for pair in combinations(places, 2):
            common[pair] += weights[mark]
    whole = [sum(weights.get(mark, 0.0) for mark in own) for own in marks]
    more = SMOOTHING * math.log(count + 1)
    return {(a, b): 2 * weight / (whole[a] + whole[b] + more) for (a, b), weight in common.items()}


def _of_class(shares: Mapping[tuple[int, int], float], now: Collection[int]) -> tuple[float, float]:
    """The median of how alike each student's nearest in this class is, and what lies far above it."""
    nearest = dict.fromkeys(now, 0.0)
    for (one, other), share in shares.items():
        if one in nearest and other in nearest:
            nearest[one], nearest[other] = max(nearest[one], share), max(nearest[other], share)
    if not nearest:
        return 0.0, 0.0
    median = statistics.median(nearest.values())
    spread = statistics.median(abs(value - median) for value in nearest.values())
    far = median + FAR * max(spread, LEAST_SPREAD)
    return median, min(max(far, LEAST_SHARE), SURE_SHARE)


def lines_of(work: Compared, shared: Collection[int]) -> set[int]:
    """The lines of its text, from 1, that shared fingerprints stand in."""
    places = (lines for marks in work.prints.units.values() for mark, lines in marks.items() if mark in shared)
    return {line for first, last in places for line in range(first, last + 1)}
