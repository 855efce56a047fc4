"""`autograder new`: the files of a new assignment, which works as it is."""

from __future__ import annotations

import argparse

from autograder.cli.common import asked_course
from autograder.course.scaffold import lay_out


def run(arguments: argparse.Namespace) -> int:
    for path in lay_out(asked_course(), arguments.name):
        print(path)
    print(f"{arguments.name} passes `autograder verify` as it is. Look for TODO; docs/authoring.md helps.")
    return 0
