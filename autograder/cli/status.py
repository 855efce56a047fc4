"""`autograder status`: what is still open in the class, and the command that resolves it."""

from __future__ import annotations

import argparse

from rich.text import Text

from autograder.cli.common import asked_course
from autograder.core.sanitize import one_line
from autograder.gradebook.waiting import everything_open
from autograder.results import terminal


def run(arguments: argparse.Namespace) -> int:
    course, names = asked_course(), arguments.assignments
    for name in names:
        course.folder(name)  # an unknown name is bad usage
    found = everything_open(course, names, arguments.results, arguments.pages)
    console = terminal.console()
    if not found:
        console.print("nothing is open", style="bold")
        return 0
    table = terminal.plain_table("student", "assignment", "what", "what to do")
    for each in found:
        table.add_row(*(Text(one_line(text, 400)) for text in (each.student, each.assignment, each.what, each.command)))
    console.print(table)
    console.print()
    console.print(f"{len(found)} open", style="bold")
    return 0
