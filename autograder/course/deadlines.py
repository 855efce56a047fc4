"""When homework is due, for whom later, and what late work costs: `deadlines.toml` and `extensions.csv`.

    timezone = "Europe/Berlin"
    [due]
    hw4_loss = "2026-01-30 23:59"
    [late]
    grace_minutes = 10
    percent_a_day = 10
    slip_days = 3
    days_accepted = 7
    drop_lowest = 1

Read by whatever asks when work is due, so that it is decided here alone: whether it is late, and the date that students
are told. A `due` in an `assignment.toml` counts where `[due]` does not name that homework; two dates of one homework
are refused. Times are in UTC without a zone.
"""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.core.files import read_regular, write_whole
from autograder.core.model import BadInput, CourseFault
from autograder.core.numbers import points
from autograder.course.course import Course, stated_due
from autograder.course.submission_time import parsed

NAME, EXTENSIONS = "deadlines.toml", "extensions.csv"
_MAX = 10_000_000  # bytes
_DAY = timedelta(days=1)
_HEAD = ("student", "assignment", "until")


@dataclass(frozen=True)
class LateRule:
    """What late work costs. A day that has begun counts whole; `days_accepted` None: late work is taken for ever."""

    grace_minutes: float = 0  # late by no more is not late
    percent_a_day: float = 0
    of: str = "possible"  # a day's percentage is of the points that can be had, or of those that were "reached"
    slip_days: int = 0  # of a student, in the whole course: late days that cost nothing
    days_accepted: int | None = None  # later work has no points
    drop_lowest: int = 0  # of a student's assignments, in the total


@dataclass(frozen=True)
class Penalty:
    """What lateness takes off one submission, in points, and why, in a sentence; "" where it was not late."""

    points: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Deadlines:
    """A course's deadlines: assignment -> time, and (student, assignment) -> a later time."""

    due: Mapping[str, datetime] = field(default_factory=dict)
    later: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    rule: LateRule = field(default_factory=LateRule)
    zone: tzinfo = UTC

    def of(self, student: str, assignment: str) -> datetime | None:
        """When this student's homework is due; None where nobody said it."""
        return self.later.get((student, assignment)) or self.due.get(assignment)

    def told(self, assignment: str) -> datetime | None:
        """When a homework is due for a class, in the course's timezone with its offset, as people are told."""
        due = self.due.get(assignment)
        if due is None:
            return None
        there = due.replace(tzinfo=UTC).astimezone(self.zone)
        return there.replace(tzinfo=timezone(there.utcoffset() or timedelta()))

    def last(self, student: str, assignment: str) -> datetime | None:
        """Until when late work is taken, at least until it is due; None: there is no such time."""
        due = self.of(student, assignment)
        if due is None or self.rule.days_accepted is None:
            return None
        return due + self.rule.days_accepted * _DAY + timedelta(minutes=self.rule.grace_minutes)

    def days_late(self, student: str, assignment: str, time: datetime | None) -> int:
        """Days begun after the time when it was due; 0 within the grace, and where a time is unknown."""
        due = self.of(student, assignment)
        if due is None or time is None or time <= due + timedelta(minutes=self.rule.grace_minutes):
            return 0
        return math.ceil((time - due) / _DAY)

    def penalty(
        self, student: str, assignment: str, times: Mapping[str, datetime | None], reached: float, possible: float
    ) -> Penalty:
        """What is taken off. `times` are those of all the student's work: slip days are spent as it was due."""
        days = self.days_late(student, assignment, times.get(assignment))
        if not days:
            return Penalty()
        slipped = self._slipped(student, assignment, times)
        said = f"{days} day{'s' if days > 1 else ''} late"
        if self.rule.days_accepted is not None and days > self.rule.days_accepted:
            return Penalty(reached, f"{said}: taken for {self.rule.days_accepted} only")
        paid = days - slipped
        base = possible if self.rule.of == "possible" else reached
        off = min(reached, base * self.rule.percent_a_day * paid / 100)
        if slipped:
            said += f", {slipped} of them slip days"
        return Penalty(off, f"{said}: -{points(off)}")

    def _slipped(self, student: str, assignment: str, times: Mapping[str, datetime | None]) -> int:
        """How many of the student's slip days this homework uses: earlier ones are served first."""
        left = self.rule.slip_days
        order = sorted(times, key=lambda name: (self.of(student, name) or datetime.max, name))
        for name in order:
            days = self.days_late(student, name, times[name])
            too_late = self.rule.days_accepted is not None and days > self.rule.days_accepted
            used = 0 if too_late else min(left, days)
            if name == assignment:
                return used
            left -= used
        return 0


def read(root: Path) -> Deadlines:
    """The deadlines of a course; none where nothing says one.

    `BadInput` says what is wrong with a file; `CourseFault` where `assignment.toml` has another date for a homework.
    """
    path = root / NAME
    try:
        data = tomllib.loads(read_regular(path, _MAX).decode("utf-8-sig"))
    except FileNotFoundError:
        data = {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from None
    _known(path, "", data, {"timezone", "due", "late"})
    zone = _zone(path, data["timezone"]) if "timezone" in data else UTC
    due = {name: _time(path, f"due.{name}", text, zone) for name, text in _table(path, data, "due").items()}
    rule = _rule(path, _table(path, data, "late"))
    found = Deadlines(due | _stated(root, zone), _extensions(root / EXTENSIONS, zone), rule, zone)
    for name, time in due.items():
        if found.due[name] != time:
            said, stated = (Deadlines({name: each}, zone=zone).told(name) for each in (time, found.due[name]))
            raise CourseFault(
                f"{path} says that {name} is due {said:%Y-%m-%d %H:%M}, its assignment.toml {stated:%Y-%m-%d %H:%M}; "
                "take one of them out"
            )
    return found


def _stated(root: Path, zone: tzinfo) -> dict[str, datetime]:
    """What `assignment.toml` says of each homework that has a date there."""
    course = Course(root)
    stated = {name: stated_due(course.folder(name), zone) for name in course.names}
    return {name: due.astimezone(UTC).replace(tzinfo=None) for name, due in stated.items() if due}


def extend(root: Path, student: str, assignment: str, until: datetime) -> None:
    """Note that a student's homework is due later: `extensions.csv` gets the row, in place of an earlier one."""
    path = root / EXTENSIONS
    kept = [row for row in _rows(path) if (row["student"], row["assignment"]) != (student, assignment)]
    row = {"student": student, "assignment": assignment, "until": f"{until:%Y-%m-%d %H:%M} UTC"}
    written = io.StringIO()
    table = csv.DictWriter(written, _HEAD, lineterminator="\n")
    table.writeheader()
    table.writerows(sorted([*kept, row], key=lambda row: (row["assignment"], row["student"])))
    write_whole(written.getvalue(), path)


def asked_time(text: str, zone: tzinfo) -> datetime:
    """A time that somebody typed: `2026-01-30 23:59`, with a zone or in this one. `BadInput` for anything else."""
    found = parsed(text.strip(), zone)
    if found is None:
        raise BadInput(f"{text!r} is not a time; one reads like 2026-01-30 23:59, or 2026-01-30 23:59 Europe/Berlin")
    return found


def _extensions(path: Path, zone: tzinfo) -> dict[tuple[str, str], datetime]:
    return {(row["student"], row["assignment"]): _time(path, row["student"], row["until"], zone) for row in _rows(path)}


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(read_regular(path, _MAX).decode("utf-8-sig"), newline=""), strict=True))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, csv.Error) as error:
        raise BadInput(f"{path} cannot be read: {error}") from None
    found = []
    for line, row in enumerate(rows, 2):
        if not all(isinstance(row.get(name), str) and row[name].strip() for name in _HEAD):
            raise BadInput(f"{path}, row {line}: columns are {', '.join(_HEAD)}, and each must be filled")
        found.append({name: row[name].strip() for name in _HEAD})
    return found


def _rule(path: Path, table: Mapping[str, Any]) -> LateRule:
    _known(path, "late.", table, {each.name for each in fields(LateRule)})
    for name, value in table.items():
        if name == "of":
            if value not in ("possible", "reached"):
                raise BadInput(f'{path}: late.of is "possible" or "reached", not {value!r}')
        elif type(value) not in (int, float) or not 0 <= value <= 100_000:
            raise BadInput(f"{path}: late.{name} is a number from 0, not {value!r}")
        elif name in ("slip_days", "days_accepted", "drop_lowest") and type(value) is not int:
            raise BadInput(f"{path}: late.{name} is a whole number, not {value!r}")
    return LateRule(**table)


def _table(path: Path, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise BadInput(f"{path}: {name} is a table, [{name}]")
    return found


def _known(path: Path, above: str, data: Mapping[str, Any], names: Sequence[str] | set[str]) -> None:
    for key in data:
        if key not in names:
            raise BadInput(f"{path}: unknown key {above}{key}; legal are {', '.join(sorted(names))}")


def _time(path: Path, what: str, value: object, zone: tzinfo) -> datetime:
    """A time in a file; TOML has times of its own."""
    if isinstance(value, datetime):
        value = value.isoformat(" ")
    try:
        return asked_time(str(value), zone)
    except BadInput as error:
        raise BadInput(f"{path}: {what}: {error}") from None


def _zone(path: Path, name: object) -> tzinfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f"{path}: timezone: {name!r} is not a time zone; one reads like Europe/Berlin") from None
