"""When the work of a class came in, and how late: what `timestamp.txt` and `deadlines.toml` say."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from autograder.course import deadlines
from autograder.course.course import Course
from autograder.course.submission_time import submitted_at
from autograder.grading.status import how_long
from autograder.results import store
from autograder.results.class_figures import Arrival, Arrivals


def arrivals(course: Course, results: Path) -> dict[str, Arrivals]:
    """By assignment, of the work in `submitted/` that has a result; times are in the course's timezone.

    Late is who came after their own time, an extension and the grace counted in.
    """
    dates = deadlines.read(course.root)
    found: dict[str, dict[str, Arrival]] = {}
    for path in store.paths(results):
        student, name = path.parent.name, path.stem
        time, _ = submitted_at(course.root / "submitted" / student / name)
        if time is None:
            continue
        due, late = dates.of(student, name), ""
        if due is not None and dates.days_late(student, name, time):
            late = how_long((time - due).total_seconds())
        found.setdefault(name, {})[student] = Arrival(time.replace(tzinfo=UTC).astimezone(dates.zone), late)
    return {name: Arrivals(dates.told(name), by_student) for name, by_student in found.items()}
