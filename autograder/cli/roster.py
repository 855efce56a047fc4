"""`autograder roster`: who is who, from the platforms' own lists; who handed in nothing, and who is not on the list."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.common import asked_course
from autograder.cli.complaint import complain
from autograder.core.files import read_regular, write_whole
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.course import roster
from autograder.course.submitted import find_tasks
from autograder.gradebook.students import add_students
from autograder.hosts.lms import table as tables
from autograder.hosts.lms.layouts import recognised
from autograder.hosts.lms.people import merged, people_of
from autograder.results import store


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    path = course.root / roster.NAME
    known = roster.read(path)
    troubles: list[str] = []
    for file in arguments.files:
        try:
            table = tables.read(read_regular(file, tables.MAX_BYTES))
            layout = recognised(table)
        except OSError as error:
            raise BadInput(f"{file} cannot be read: {error.strerror}") from None
        except BadInput as error:
            raise BadInput(f"{file}: {error}") from None
        made = merged(known, people_of(layout, table), arguments.by_name)
        known = made.roster
        print(f"{file}: {layout.platform}, {len(layout.people)} people, {len(made.added)} of them new")
        for said in made.by_name:
            print(f"by name: {one_line(said)}")
        troubles += made.troubles
    if not arguments.files:
        troubles += known.troubles()
    if not known.people:
        raise BadInput(f"{path}: there is nobody in it yet; make it with autograder roster --from FILE")
    if arguments.files and not arguments.dry_run:
        write_whole(known.text(), path)
        print(f"{len(known.people)} people in {path}")
    if arguments.gradebook is not None and not arguments.dry_run:
        added = add_students(course, arguments.gradebook, known)
        print(f"{added} students are new in the gradebook")
    tree = course.root / "submitted"
    tasks, _ = find_tasks(course, [tree]) if tree.is_dir() else ([], [])
    handed_in: dict[str, set[str]] = {}
    for task in tasks:
        handed_in.setdefault(task.assignment, set()).add(task.student)
    for name, students in sorted(handed_in.items()):
        missing = [student for student in known.students if student not in students]
        print(f"{name}: {len(students)} handed in; nothing of {_listed(missing) or 'nobody'}")
    there = set().union(*handed_in.values()) | _with_results(arguments.results)
    strangers = sorted(there - set(known.students))
    troubles += [f"not on the roster: {_listed(strangers)}"] if strangers else []
    for trouble in dict.fromkeys(troubles):
        complain(one_line(trouble))
    return 1 if troubles else 0


def _with_results(folder: Path) -> set[str]:
    try:
        return {path.parent.name for path in store.paths(folder)}
    except BadInput:
        return set()  # nothing was marked yet


def _listed(students: list[str]) -> str:
    return ", ".join(one_line(student, 60) for student in students)
