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
from autograder.course.roster import Roster
from autograder.hosts.lms import table as tables
from autograder.hosts.lms.canvas_api import grades
from autograder.hosts.lms.fill import Filled, Wish, fill
from autograder.hosts.lms.marks import Mark, Marks, marks_of, totals
from autograder.results import terminal


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    dates = deadlines.read(course.root)
    all_marks = marks_of(arguments.results, course.root / "submitted", dates)
    name, marks = _asked_marks(arguments, all_marks, dates)
    wish = Wish(arguments.lms, name, arguments.column, arguments.by_name, arguments.scale)
    people = roster.read(course.root / roster.NAME)
    filled = (_into_canvas if arguments.into is None else _into_file)(arguments, marks, people, wish)
    for student in filled.absent:
        complain(f"not there: {one_line(student, 80)}")
    if filled.unknown:
        complain(
            f"{len(filled.unknown)} people are not found in {roster.NAME}; autograder roster --from FILE adds what the "
            "platform's own list says of them"
        )
    return 1 if filled.absent or filled.unknown else 0


def _into_file(arguments: argparse.Namespace, marks: Mapping[str, Mark], people: Roster, wish: Wish) -> Filled:
    try:
        filled = fill(read_regular(arguments.into, tables.MAX_BYTES), marks, people, wish)
    except OSError as error:
        raise BadInput(f"{arguments.into} cannot be read: {error.strerror}") from None
    except BadInput as error:
        raise BadInput(f"{arguments.into}: {error}") from None
    _show(filled)
    out = arguments.out or arguments.into
    if arguments.dry_run:
        print(f"{out} is not written (--dry-run)")
    else:
        write_bytes(filled.data, out)
        print(f"column {one_line(filled.column, 80)} in {out}; upload it and look at the preview")
    return filled


def _into_canvas(arguments: argparse.Namespace, marks: Mapping[str, Mark], people: Roster, wish: Wish) -> Filled:
    if arguments.lms != "canvas" or not arguments.server or not arguments.column.isdecimal():
        raise BadInput("--course is Canvas's: it needs --lms canvas, --server and the assignment's number as --column")
    there = grades(arguments.server, arguments.course, int(arguments.column))
    filled = there.filled(marks, people, wish)
    _show(filled)
    if arguments.send:
        print(f"{there.send(filled)} grades are sent to {there.api.base}")
    else:
        print("nothing is sent; --send does")
    return filled


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
