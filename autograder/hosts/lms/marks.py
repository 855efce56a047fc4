"""What leaves for a gradebook: each student's points for one assignment, or for all, after what lateness takes off."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.course.course import TOTAL
from autograder.course.deadlines import Deadlines
from autograder.course.submission_time import submitted_at
from autograder.results import store
from autograder.results.result_json import WrittenResult

_NBGRADERS = {"assignment", "student_id", "score", "max_score"}


@dataclass(frozen=True)
class Mark:
    """A student's points of so many possible ones; None where a person has still to look. `said` is for staff."""

    points: float | None
    possible: float
    said: str = ""


Marks = Mapping[str, Mapping[str, Mark]]  # assignment -> student -> mark


def marks_of(place: Path, submitted: Path, dates: Deadlines) -> Marks:
    """All marks of a folder of results, or of the table of `nbgrader export`, whose penalties are in it already.

    Times of submission are those in the tree `submitted`.
    """
    if place.is_file():
        return _of_table(place)
    found: dict[str, dict[str, Mark]] = {}
    results, problems = store.read_all(place)
    if problems:
        raise BadInput(problems[0])
    names = {result["assignment"] for result in results} | set(dates.due)
    times: dict[str, dict[str, datetime | None]] = {}
    for result in results:
        student, name = result["student"], result["assignment"]
        if student not in times:
            times[student] = {each: submitted_at(submitted / student / each)[0] for each in names}
        found.setdefault(name, {})[student] = _mark(result, dates, times[student])
    return found


def _mark(result: WrittenResult, dates: Deadlines, times: Mapping[str, datetime | None]) -> Mark:
    possible = float(result["max_score"])
    if "problem" in result:
        return Mark(None, possible, f"could not be judged: {result['problem']}")
    if result["score"] is None:
        return Mark(None, possible, "a check of the course failed")
    reached = float(result["score"])
    off = dates.penalty(result["student"], result["assignment"], times, reached, possible)
    return Mark(reached - off.points, possible, off.reason)


def _of_table(path: Path) -> Marks:
    try:
        rows = list(
            csv.DictReader(io.StringIO(read_regular(path, 50_000_000).decode("utf-8-sig"), newline=""), strict=True)
        )
        found: dict[str, dict[str, Mark]] = {}
        for row in rows:
            if not row.keys() >= _NBGRADERS:
                raise BadInput(f"{path} is neither a folder of results nor the table that `nbgrader export` writes")
            submitted = bool(row.get("timestamp") or row.get("raw_score") not in ("", "0.0", "0", None))
            points = float(row["score"]) if row["score"] and submitted else None
            said = "" if points is not None else "nothing is in the gradebook"
            found.setdefault(row["assignment"], {})[row["student_id"]] = Mark(points, float(row["max_score"]), said)
    except (OSError, ValueError, csv.Error) as error:
        raise BadInput(f"{path} cannot be read: {error}") from None
    return found


def totals(marks: Marks, names: Sequence[str], drop: int) -> dict[str, Mark]:
    """Each student's mean over assignments, of 100. The `drop` worst of a student are left out.

    An assignment without a mark counts nothing, as nothing was handed in; but a mark that waits for a person lets the
    total wait too.
    """
    students = {student for name in names for student in marks.get(name, {})}
    found = {}
    for student in students:
        told = {name: marks.get(name, {}).get(student) for name in names}
        waiting = [name for name, mark in told.items() if mark is not None and mark.points is None]
        if waiting:
            found[student] = Mark(None, TOTAL, f"{', '.join(waiting)} waits for a person")
            continue
        shares = sorted(
            0.0 if mark is None or mark.points is None else mark.points / mark.possible for mark in told.values()
        )
        counted = shares[min(drop, len(shares) - 1) :]
        missing = [name for name, mark in told.items() if mark is None]
        found[student] = Mark(
            TOTAL * sum(counted) / len(counted), TOTAL, f"nothing of {', '.join(missing)}" if missing else ""
        )
    return found
