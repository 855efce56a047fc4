"""What is still open in a class: who is missing, late, unmarked or unreadable, and whose page is not of the mark."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.model import BadInput, CourseFault
from autograder.course import deadlines, roster
from autograder.course.course import Course
from autograder.course.submission_time import submitted_at
from autograder.course.submitted import Task, Work, find_tasks
from autograder.results import store


@dataclass(frozen=True)
class Open:
    """Something that a person has to do about one student's homework, and the command that does it.

    `late`: it says how late the work came; to accept it as it is takes no command.
    """

    student: str
    assignment: str
    what: str
    command: str
    late: bool = False


def still_open(course: Course, names: Sequence[str], results: Path, pages: Path | None) -> list[Open]:
    """All of it, for the assignments named, or else for those that somebody handed in or has a result of.

    Students are those with a folder in `submitted/` or in `results`, and those of the roster. Pages are looked for in
    `pages`, and where nbgrader writes them. Who was late is said by `deadlines.toml`.
    """
    tree = course.root / "submitted"
    tasks, problems = find_tasks(course, [tree], out=results) if tree.is_dir() else ([], [])
    work = {(task.student, task.assignment): task for task in tasks}
    try:
        places = {(path.parent.name, path.stem): path for path in store.paths(results)}
    except BadInput:
        places = {}  # nothing was marked yet
    asked = names or sorted({name for _, name in (*work, *places)} & set(course.names))
    listed = set(roster.read(course.root / roster.NAME).students)
    students = sorted({student for student, _ in (*work, *places)} | listed)
    found = [Open(each.student, each.assignment, each.sentence, "") for each in problems if each.assignment in asked]
    for name in asked:
        for student in students:
            key = (student, name)
            place = places.get(key)
            found += [Open(student, name, *each) for each in _of_one(course, name, work.get(key), place, pages)]
    return found + list(_late(course, asked, students, places))


def _late(
    course: Course, asked: Sequence[str], students: Sequence[str], places: Mapping[tuple[str, str], Path]
) -> Iterator[Open]:
    """Who was late by `deadlines.toml`, by how much, and what its rule made of it."""
    dates = deadlines.read(course.root)
    for student in students if dates.due else ():
        known = asked if not dates.rule.slip_days else {*asked, *dates.due}  # slip days are spent in their order
        times = {name: submitted_at(course.root / "submitted" / student / name)[0] for name in known}
        for name in asked:
            due, time = dates.of(student, name), times[name]
            days = dates.days_late(student, name, time)
            if due is None or time is None or not days:
                continue
            result = store.earlier(places[student, name]) if (student, name) in places else None
            said = "it has no points yet"
            if result is not None and result["score"] is not None:
                said = dates.penalty(student, name, times, result["score"], result["max_score"]).reason
            what = f"handed in {how_long((time - due).total_seconds())} late: {said}"
            yield Open(student, name, what, more_time(student, name, days), late=True)


def how_long(seconds: float) -> str:
    """A time that somebody was late by: `26 h 05 min`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"


def more_time(student: str, name: str, days: int) -> str:
    """The command after which work that came so many days late is not late."""
    return f"autograder extend {shlex.quote(student)} {name} --days {days}, if that is excused"


def _of_one(
    course: Course, name: str, task: Task | None, place: Path | None, pages: Path | None
) -> Iterator[tuple[str, str]]:
    """What is open, and the command, for one student's homework."""
    grade = f"autograder grade submitted --assignment {name}"
    if place is None:
        yield ("not marked yet", grade) if task else ("nothing is handed in", f"make collect HW={name}")
        return
    try:
        result = store.read(place)
    except BadInput as error:
        yield str(error), grade
        return
    if "problem" in result:
        yield f"could not be judged: {result['problem']}", grade
    elif result["score"] is None:
        yield "a part waits for a person: a check of the course failed", f"autograder verify {name}"
    elif task is not None and _changed(course, task, result["submission_sha256"]):
        yield "the work changed since it was marked", grade
    student = place.parent.name
    written = {course.root / "feedback" / student / name / f"{name}.html": f"make feedback HW={name}"}
    if pages is not None:
        written[pages / student / f"{name}.html"] = f"autograder feedback {place.parents[1].name}"
    for page, command in written.items():
        if page.is_file() and page.stat().st_mtime_ns < place.stat().st_mtime_ns:
            yield f"{page.name} in {page.parent} is older than the mark", command


def _changed(course: Course, task: Task, sha256: str) -> bool:
    try:
        return Work(course, task.assignment, task.path).file.sha256 != sha256
    except (BadInput, CourseFault):
        return True
