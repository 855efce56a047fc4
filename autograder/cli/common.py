"""What several commands share: the course, the work they are asked for, how it is graded, and the course's faults."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence

from rich.console import Console

from autograder.cli.complaint import complain
from autograder.core.model import BadInput
from autograder.core.sanitize import clean
from autograder.course import submitted
from autograder.course.course import Course, find_root
from autograder.course.submitted import Problem, Task
from autograder.grading.outdated import of_other_points
from autograder.grading.seeds import class_seeds
from autograder.grading.settings import Settings, new_seed
from autograder.results.result_json import Row, WrittenResult


def asked_course() -> Course:
    """The course whose folder, or a folder of it, the command was started in."""
    return Course(find_root())


def asked_work(arguments: argparse.Namespace) -> tuple[Course, Settings, list[Task], list[Problem]]:
    """What is to be graded, and how. `BadInput` where there is no submission at all."""
    course = asked_course()
    tasks, problems = submitted.find_tasks(
        course, arguments.paths, arguments.assignment, arguments.student, arguments.out
    )
    if not tasks and not problems:
        raise BadInput(
            f"{', '.join(map(str, arguments.paths))}: no submission there; a tree is "
            "<student>/<assignment>/<assignment>.ipynb or .py"
        )
    names = {task.assignment for task in tasks} | ({each.assignment for each in problems} & set(course.names))
    kept = class_seeds(arguments.out, names) if arguments.seed is None else ()
    device = asked_device(arguments.device)
    settings = Settings(course.root, asked_seed(arguments.seed), device, arguments.isolation, seeds=kept)
    return course, settings, tasks, problems


def asked_seed(asked: int | None) -> int:
    """The seed that was asked for, or a secret one."""
    return new_seed() if asked is None else asked


def asked_jobs(asked: int | None) -> int:
    """How many judges work at once: as asked for, or one for each core that this process may use."""
    if asked is not None and asked < 1:
        raise BadInput(f"--jobs takes a whole number from 1, not {asked}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if asked is None else asked


def asked_device(asked: str) -> str:
    """The device that was asked for. `BadInput` where it is not here."""
    from autograder.checks.oracle import choose_device

    return choose_device(asked)


def complain_of_other_points(found: Sequence[WrittenResult]) -> None:
    """Say it where results are of other points than the course's assignments have now, if there is a course here."""
    try:
        course = asked_course()
    except BadInput:
        return
    for sentence in of_other_points(found, course):
        complain(sentence)


def show_faults(console: Console, rows: Iterable[Row]) -> None:
    """The course's own faults, each said once for all submissions that it meets."""
    for fault in dict.fromkeys(row["fault"] for row in rows if "problem" in row and row["fault"]):
        console.print(f"not graded: {clean(fault, 2000)}\n", style="magenta")
