"""What a gradebook says is open: answers that wait for a person and why, late work, points that no page shows yet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.core.model import BadInput
from autograder.course import deadlines
from autograder.course.course import Course
from autograder.gradebook.database import opened, place
from autograder.gradebook.readers import Readers
from autograder.grading.status import Open, how_long, more_time, still_open

_DAY = 24 * 3600  # seconds


def everything_open(course: Course, names: Sequence[str], results: Path, pages: Path | None) -> list[Open]:
    """What `still_open` finds and what the gradebook has, by homework. Who was late is said once, by the gradebook."""
    in_book = waiting(course, names)
    late = {(each.student, each.assignment) for each in in_book if each.late}
    found = [
        each
        for each in still_open(course, names, results, pages)
        if not each.late or (each.student, each.assignment) not in late
    ]
    return sorted(found + in_book, key=lambda each: (each.assignment, each.student))


def waiting(course: Course, names: Sequence[str]) -> list[Open]:
    """By student and assignment, of the assignments named or else of all. Nothing where there is no gradebook yet."""
    try:
        where = place(course.root)
    except BadInput:
        return []
    found: list[Open] = []
    due = deadlines.read(course.root).due
    with opened(*where) as gradebook:
        for assignment in gradebook.assignments:
            if names and assignment.name not in names:
                continue
            for each in assignment.submissions:
                found += _of_one(each, each.student_id, assignment.name, assignment.name in due)
            found += _unread(course.root, assignment.name)
    return found


def _of_one(submission: Any, student: str, name: str, ours: bool) -> Iterator[Open]:
    """Of one submission. `ours`: its date is that of `deadlines.toml`, to which `autograder extend` adds."""
    by_hand: list[str] = []
    again: list[str] = []
    checks: list[str] = []
    for row in submission.notebooks:
        answers = {comment.name for comment in row.comments}
        for grade in row.grades:
            if grade.needs_manual_grade:
                kind = again if grade.manual_score is not None else by_hand if grade.name in answers else checks
                kind.append(grade.name)
    if by_hand:
        yield Open(student, name, "a derivation waits for a person", f"autograder read {name}")
    formgrader = "make lab, then Formgrader: Manual Grading"
    if again:
        what = f"points by hand are of work that was marked again since: {', '.join(again)}"
        yield Open(student, name, what, formgrader)
    if checks:
        what = f"no program could give points for {', '.join(checks)}"
        yield Open(student, name, what, f"{formgrader}; or judge it again: nbgrader autograde {name} --force")
    seconds = submission.total_seconds_late
    if seconds > 0:
        off = sum(row.late_submission_penalty or 0.0 for row in submission.notebooks)
        what = f"handed in {how_long(seconds)} late: {f'-{off:g} points' if off else 'nothing is taken off'}"
        command = more_time(student, name, math.ceil(seconds / _DAY)) if ours else ""
        yield Open(student, name, what, command, late=True)


def _unread(root: Path, name: str) -> Iterator[Open]:
    """What was given by hand after the page was written that its student has."""
    given = list(Readers(root, name).last().values())
    for student in sorted({each.student for each in given}):
        page = root / "feedback" / student / name / f"{name}.html"
        newer = [each.reader for each in given if each.student == student and _after(each.time, page)]
        if newer:
            what = f"{page.name} in {page.parent} is older than what {newer[-1]} gave by hand"
            yield Open(student, name, what, f"make feedback HW={name}")


def _after(time: str, page: Path) -> bool:
    return page.is_file() and datetime.fromisoformat(time).timestamp() > page.stat().st_mtime
