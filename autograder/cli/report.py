"""`autograder report`: results in the formats of other tools, for students or for staff."""

from __future__ import annotations

import argparse
import os

from autograder.cli.complaint import complain
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.hosts.reports.formats import write_reports
from autograder.hosts.reports.view import Target


def run(arguments: argparse.Namespace) -> int:
    out = arguments.out
    try:
        made = write_reports(arguments.results, out, arguments.to, Target(arguments.audience, os.environ))
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}") from None
    for problem in made.problems:
        complain(one_line(problem))
    readers = "students" if arguments.audience == "student" else "staff alone"
    print(f"{_counted(len(made.files), 'file')} of {_counted(made.results, 'result')} in {out}, for {readers}")
    return 1 if made.problems else 0


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
