"""What the pictures of a class show: counted from results alone."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.core.numbers import points
from autograder.results.regrade_record import RegradeJson
from autograder.results.result_json import CheckJson, QuestionJson, ResultJson

BINS = 10
TELLING = 3  # students from whom on it is said that a check tells nothing
SEEN = 150  # students in the picture of checks: more are narrower than a line
KINDS = ("full", "some", "none", "untried", "fault")


@dataclass(frozen=True)
class Bar:
    """One bar of a picture: a label, how many students it stands for, and that as a share of the longest."""

    label: str
    count: int
    share: float


@dataclass(frozen=True)
class Part:
    """A piece of a stacked bar: `start` and `share` are shares of the whole bar."""

    kind: str
    count: int
    start: float
    share: float


@dataclass(frozen=True)
class Stack:
    """How a question went: its mean as a share, and how many students had what, from full marks down."""

    question: str
    title: str
    mean: float | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Strip:
    """One check over the class, by its title: a mark a student, those with the highest scores first. `remark` where it
    tells nothing about anybody."""

    title: str
    hidden: bool
    question: str
    marks: str  # a letter a student: "p" passed, "f" failed, "-" neither
    passed: int
    remark: str


@dataclass(frozen=True)
class Arrival:
    """When a student's work came in, with a zone, and how late that was: "26 h 05 min", "" where it was not."""

    time: datetime
    late: str


@dataclass(frozen=True)
class Arrivals:
    """An assignment's time, where it has one, and what is known of when each student's work came in."""

    due: datetime | None
    by_student: Mapping[str, Arrival]


@dataclass(frozen=True)
class Sent:
    """One student's work in the picture: `x` the share of the time that the picture shows, `y` that of the points."""

    student: str
    x: float
    y: float
    score: float
    time: datetime
    late: str


@dataclass(frozen=True)
class Timeline:
    """Scores against when the work came in, the first at the left; `due` as a share of the time that is shown.

    `late` and `unknown` count students; of the unknown no time is known, and they are not in the picture.
    """

    dots: tuple[Sent, ...]
    first: datetime
    last: datetime
    due: float | None
    due_time: datetime | None
    late: int
    unknown: int


@dataclass(frozen=True)
class Moved:
    """Students whose score went the same way, from `before` to `after`, as shares of all points."""

    before: float
    after: float
    points_before: float
    points_after: float
    students: tuple[str, ...]


@dataclass(frozen=True)
class Regrade:
    """What the last regrade did: how many have a higher score, a lower one and the same; why, with how many each."""

    dots: tuple[Moved, ...]
    higher: int
    lower: int
    unchanged: int
    mean_before: float
    mean_after: float
    why: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Time:
    """What a part of judging took for the whole class, in seconds, and that as a share of the longest part."""

    part: str
    seconds: float
    share: float


def middle(of: Callable[[list[float]], float], scores: Sequence[float | None]) -> float | None:
    """A mean or median of the scores there are; None where nothing was scored."""
    there = [score for score in scores if score is not None]
    return of(there) if there else None


def histogram(scores: Sequence[float], most: float, fewest: int = 1) -> list[Bar]:
    """Scores in `BINS` equal bins, the highest first; full marks are in the first. Neighbouring bins are joined until
    each is empty or has `fewest` students."""
    counts = [0] * BINS
    for score in scores:
        counts[min(int(BINS * score / most), BINS - 1) if most else 0] += 1
    bins = _joined(counts, fewest)
    longest = max((count for _, _, count in bins), default=0) or 1
    edge = most / BINS
    return [
        Bar(f"{points(first * edge)} to {points((last + 1) * edge)}", count, count / longest)
        for first, last, count in reversed(bins)
    ]


def _joined(counts: Sequence[int], fewest: int) -> list[tuple[int, int, int]]:
    """(first bin, last bin, count) each."""
    joined: list[tuple[int, int, int]] = []
    for place, count in enumerate(counts):
        if joined and 0 < joined[-1][2] < fewest:
            first, _, before = joined.pop()
            joined.append((first, place, before + count))
        else:
            joined.append((place, place, count))
    while len(joined) > 1 and 0 < joined[-1][2] < fewest:  # too few at the upper end: join downwards
        _, last, count = joined.pop()
        first, _, before = joined.pop()
        joined.append((first, last, before + count))
    return joined


def _kind(question: QuestionJson) -> str:
    score = question["score"]
    if score is None:
        return "fault"
    if question["verdict"] == "not_attempted":
        return "untried"
    return "full" if score == question["max_score"] else "some" if score else "none"


def stack(asked: Sequence[QuestionJson], fewest: int = 1) -> Stack:
    """One question over the class. Kinds of fewer than `fewest` students are one part, "few"; while that is still too
    few, it takes the next smallest part in."""
    counts = Counter(map(_kind, asked))
    few = 0
    while counts and (min(counts.values()) < fewest or 0 < few < fewest):
        few += counts.pop(min(counts, key=lambda kind: counts[kind]))
    kept = [(kind, counts[kind]) for kind in KINDS if counts[kind]] + ([("few", few)] if few else [])
    parts, start = [], 0.0
    for kind, count in kept:
        parts.append(Part(kind, count, start, count / len(asked)))
        start += count / len(asked)
    mean, most = middle(statistics.fmean, [each["score"] for each in asked]), asked[0]["max_score"]
    share = None if mean is None or not most else mean / most
    return Stack(asked[0]["id"], asked[0]["title"], share, tuple(parts))


def strips(results: Sequence[ResultJson]) -> list[Strip]:
    """Every check against every student, both in order: students by score, checks by how many pass them."""
    scored = [(result["score"], result) for result in results if result["score"] is not None]
    ordered = [result for _, result in sorted(scored, key=lambda each: -each[0])]
    ordered = ordered[:: max(1, math.ceil(len(ordered) / SEEN))]
    marks: dict[tuple[str, str], list[str]] = {}
    about: dict[tuple[str, str], CheckJson] = {}
    for place, result in enumerate(ordered):
        for question in result["questions"]:
            for check in question["checks"]:
                key = (question["id"], check["id"])
                about[key] = check
                marks.setdefault(key, ["-"] * len(ordered))[place] = _mark(question, check)
    found = [_strip(question, about[question, check], "".join(row)) for (question, check), row in marks.items()]
    return sorted(found, key=lambda strip: -strip.passed)


def _mark(question: QuestionJson, check: CheckJson) -> str:
    if question["verdict"] == "not_attempted" or check["verdict"] in ("not_run", "judge_error"):
        return "-"
    return "p" if check["verdict"] == "passed" else "f"


def _strip(question: str, check: CheckJson, marks: str) -> Strip:
    passed, failed = marks.count("p"), marks.count("f")
    remark = ""
    if passed + failed >= TELLING and not failed:
        remark = "nobody fails it"
    elif passed + failed >= TELLING and not passed:
        remark = "nobody passes it"
    return Strip(check["title"], check["visibility"] == "hidden", question, marks, passed, remark)


def mistakes(results: Sequence[ResultJson], fewest: int = 1, public: bool = False) -> list[Bar]:
    """Named mistakes with how many students made them, the most frequent first; in `public`, those that public checks
    found, which every student who made them was told of."""
    made: Counter[str] = Counter()
    for result in results:
        for question in result["questions"]:
            checks = [check for check in question["checks"] if not public or check["visibility"] == "public"]
            made.update({f"{question['id']}: {check['diagnosis']}" for check in checks if check["diagnosis"]})
    longest = max(made.values(), default=1)
    return [Bar(name, count, count / longest) for name, count in made.most_common() if count >= fewest]


def timeline(results: Sequence[ResultJson], arrivals: Arrivals) -> Timeline | None:
    """Scores against the time when the work came in; None where no time is known of work with a score."""
    scored = [(each["student"], each["score"], each["max_score"]) for each in results if each["score"] is not None]
    known = [(*each, arrivals.by_student[each[0]]) for each in scored if each[0] in arrivals.by_student]
    if not known:
        return None
    shown = [sent.time for *_, sent in known] + ([arrivals.due] if arrivals.due else [])
    first, last = min(shown), max(shown)

    def place(time: datetime) -> float:
        return (time - first) / (last - first) if last > first else 0.5

    dots = [
        Sent(student, place(sent.time), min(score / most, 1.0) if most else 0.0, score, sent.time, sent.late)
        for student, score, most, sent in sorted(known, key=lambda each: (each[-1].time, each[0]))
    ]
    return Timeline(
        tuple(dots),
        first,
        last,
        place(arrivals.due) if arrivals.due else None,
        arrivals.due,
        sum(bool(dot.late) for dot in dots),
        len(scored) - len(known),
    )


def regrade(results: Sequence[ResultJson], record: RegradeJson) -> Regrade | None:
    """Scores before and after the last regrade, of those whose score is still the one that it gave; None of nobody."""
    most = results[0]["max_score"] or 1.0
    stands = {each["student"]: each["score"] for each in results}
    those = {name: moved for name, moved in record["students"].items() if stands.get(name) == moved["after"]}
    if not those:
        return None
    groups: dict[tuple[float, float], list[str]] = {}
    for name, moved in sorted(those.items()):
        groups.setdefault((moved["before"], moved["after"]), []).append(name)
    pairs = [(moved["before"], moved["after"]) for moved in those.values()]
    reasons = Counter(why for moved in those.values() for why in moved["why"])
    return Regrade(
        tuple(
            Moved(min(before / most, 1.0), min(after / most, 1.0), before, after, tuple(students))
            for (before, after), students in sorted(groups.items())
        ),
        sum(after > before for before, after in pairs),
        sum(after < before for before, after in pairs),
        sum(after == before for before, after in pairs),
        statistics.fmean(before for before, _ in pairs),
        statistics.fmean(after for _, after in pairs),
        tuple(reasons.most_common(3)),
    )


def times(results: Sequence[ResultJson]) -> list[Time]:
    """What judging took, part by part, the longest first; none where no time is known."""
    spent: Counter[str] = Counter()
    for result in results:
        spent.update(result.get("timings", {}))
    found = [(part, seconds) for part, seconds in spent.most_common() if seconds > 0]
    return [Time(part, seconds, seconds / found[0][1]) for part, seconds in found]
