"""`autograder export`: points into a learning platform's own file, and a line for each person on what they got."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from rich.text import Text

from autograder.cli.common import asked_course
from autograder.cli.complaint import complain
from autograder.core.files import read_regular, write_bytes
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.course import deadlines, roster
from autograder.hosts.lms import table as tables
from autograder.hosts.lms.fill import Filled, Wish, fill
from autograder.hosts.lms.marks import Mark, Marks, marks_of, totals
from autograder.results import terminal


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    dates = deadlines.read(course.root)
    all_marks = marks_of(arguments.results, course.root / "submitted", dates)
    name, marks = _asked_marks(arguments, all_marks, dates)
    try:
        data = read_regular(arguments.into, tables.MAX_BYTES)
    except OSError as error:
        raise BadInput(f"{arguments.into} cannot be read: {error.strerror}") from None
    wish = Wish(arguments.lms, name, arguments.column, arguments.by_name, arguments.scale)
    try:
        filled = fill(data, marks, roster.read(course.root / roster.NAME), wish)
    except BadInput as error:
        raise BadInput(f"{arguments.into}: {error}") from None
    _show(filled)
    out = arguments.out or arguments.into
    if arguments.dry_run:
        print(f"{out} is not written (--dry-run)")
    else:
        write_bytes(filled.data, out)
        print(f"column {one_line(filled.column, 80)} in {out}; upload it and look at the preview")
    for student in filled.absent:
        complain(f"not in the file: {one_line(student, 80)}")
    if filled.unknown:
        complain(
            f"{len(filled.unknown)} people of the file are not found in {roster.NAME}; autograder roster --from "
            f"{arguments.into} adds what the file says of them"
        )
    return 1 if filled.absent or filled.unknown else 0


def _asked_marks(
    arguments: argparse.Namespace, marks: Marks, dates: deadlines.Deadlines
) -> tuple[str, Mapping[str, Mark]]:
    """What is asked for by its name: one assignment's marks, or the total."""
    if arguments.total:
        if not arguments.column:
            raise BadInput("--total needs the column of the total, with --column")
        return "the total", totals(marks, sorted(marks), dates.rule.drop_lowest)
    name = arguments.assignment or (next(iter(marks)) if len(marks) == 1 else "")
    if name not in marks:
        raise BadInput(f"which assignment? --assignment is one of {', '.join(sorted(marks))}")
    return name, marks[name]


def _show(filled: Filled) -> None:
    console = terminal.console()
    table = terminal.plain_table("in the file", "student", "before", "now", "")
    for line in filled.lines:
        now = "as it was" if line.after is None else line.after
        table.add_row(*(Text(one_line(text, 200)) for text in (line.name, line.student, line.before, now, line.said)))
    console.print(table)
    console.print()
