"""`autograder matrix`: one submission on every device and in every dtype, a verdict a cell."""

from __future__ import annotations

import argparse

from autograder.cli.common import asked_course, asked_seed
from autograder.core.model import BadInput
from autograder.course import submitted
from autograder.grading.device_matrix import device_matrix
from autograder.grading.settings import Settings
from autograder.results import terminal
from autograder.results.wording import words


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    settings = Settings(course.root, asked_seed(arguments.seed), isolation=arguments.isolation)
    tasks, problems = submitted.find_tasks(course, [arguments.path], arguments.assignment, None)
    if len(tasks) != 1:
        raise BadInput(problems[0].sentence if problems else f"{arguments.path} is not one submission")
    found, console = device_matrix(tasks[0], settings), terminal.console()
    table = terminal.plain_table("question", *(f"{device} {dtype}" for device, dtype in found.columns))
    for question in found.questions:
        verdicts = (found.cells.get((question, *column)) for column in found.columns)
        table.add_row(question, *(words(verdict) if verdict else "–" for verdict in verdicts))
    console.print(table)
    if found.absent:
        console.print(f"\n– did not run: this machine has no {', '.join(found.absent)} device", style="dim")
    return 0 if found.passed else 1
