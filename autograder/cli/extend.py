"""`autograder extend`: more time for one student, for everything that asks whether work is late."""

from __future__ import annotations

import argparse
from datetime import timedelta

from autograder.cli.common import asked_course
from autograder.core.model import BadInput
from autograder.course import deadlines
from autograder.course.submitted import checked_name


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    course.folder(arguments.assignment)  # an unknown name is bad usage
    student = checked_name(arguments.student)
    dates = deadlines.read(course.root)
    if arguments.until is not None:
        until = deadlines.asked_time(arguments.until, dates.zone)
    else:
        due = dates.due.get(arguments.assignment)
        if due is None:
            raise BadInput(f"when is {arguments.assignment} due? Say it in {deadlines.NAME}, or use --until")
        until = due + timedelta(days=arguments.days)
    deadlines.extend(course.root, student, arguments.assignment, until)
    print(f"{arguments.assignment} is due for {student} at {until:%Y-%m-%d %H:%M} UTC ({deadlines.EXTENSIONS})")
    return 0
