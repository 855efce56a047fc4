"""What is still open in a class: who is missing, unmarked or unreadable, and whose page is older than the mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.model import BadInput, CourseFault
from autograder.course import roster
from autograder.course.course import Course
from autograder.course.submitted import Task, Work, find_tasks
from autograder.results import store


@dataclass(frozen=True)
class Open:
    """Something that a person has to do about one student's homework, and the command that does it."""

    student: str
    assignment: str
    what: str
    command: str


def still_open(course: Course, names: Sequence[str], results: Path, pages: Path) -> list[Open]:
    """All of it, for the assignments named, or else for those that somebody handed in or has a result of.

    Students are those with a folder in `submitted/` or in `results`, and those of the roster. Pages are looked for in
    `pages`, and where nbgrader writes them.
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
    return found


def _of_one(course: Course, name: str, task: Task | None, place: Path | None, pages: Path) -> Iterator[tuple[str, str]]:
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
    written = {
        pages / student / f"{name}.html": f"autograder feedback {place.parents[1].name}",
        course.root / "feedback" / student / name / f"{name}.html": f"make feedback HW={name}",
    }
    for page, command in written.items():
        if page.is_file() and page.stat().st_mtime_ns < place.stat().st_mtime_ns:
            yield f"{page.name} in {page.parent} is older than the mark", command


def _changed(course: Course, task: Task, sha256: str) -> bool:
    try:
        return Work(course, task.assignment, task.path).file.sha256 != sha256
    except (BadInput, CourseFault):
        return True
