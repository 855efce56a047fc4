"""The commands, each of which hands over to its room. What is heavy is imported where it is used."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from autograder.core.model import BadInput
from autograder.core.sanitize import clean, one_line
from autograder.course.course import Course, find_root
from autograder.results import terminal

if TYPE_CHECKING:
    from autograder.course.submitted import Problem, Task
    from autograder.grading.settings import Settings


def asked_work(arguments: argparse.Namespace) -> tuple[Course, Settings, list[Task], list[Problem]]:
    """What is to be graded, and how."""
    from autograder.course import submitted
    from autograder.grading.settings import Settings

    course = Course(find_root())
    settings = Settings(course.root, _seed(arguments.seed), _device(arguments.device), arguments.isolation)
    tasks, problems = submitted.find_tasks(
        course, arguments.paths, arguments.assignment, arguments.student, arguments.out
    )
    if not tasks and not problems:
        raise BadInput(
            f"{', '.join(map(str, arguments.paths))}: no submission there; a tree is "
            "<student>/<assignment>/<assignment>.ipynb or .py"
        )
    return course, settings, tasks, problems


def regrade(arguments: argparse.Namespace) -> int:
    from autograder.grading import regrade

    course, settings, tasks, problems = asked_work(arguments)
    for problem in problems:
        print(f"autograder: {clean(problem.student)}: {clean(problem.sentence)}", file=sys.stderr)
    out, jobs, console = arguments.out, asked_jobs(arguments.jobs), terminal.console()
    code = regrade.main(course, tasks, settings, arguments.seed, out, jobs, arguments.yes, console)
    return 1 if problems else code


def replay(arguments: argparse.Namespace) -> int:
    from autograder.grading import replay

    course = Course(find_root())
    return replay.main(course, arguments.result, arguments.submission, arguments.isolation, terminal.console())


def stats(arguments: argparse.Namespace) -> int:
    from autograder.grading import item_analysis

    return item_analysis.main(arguments.results, arguments.csv, terminal.console())


def feedback(arguments: argparse.Namespace) -> int:
    from autograder.results import pages

    try:
        written = pages.write_pages(arguments.results, arguments.out)
    except OSError as error:
        raise BadInput(f"{arguments.out} cannot be written: {error.strerror}") from None
    for problem in written.problems:
        print(f"autograder: {one_line(problem)}", file=sys.stderr)
    where = f"{arguments.out}/<student>/<assignment>.html"
    print(f"{written.pages} pages in {where} · for staff: {arguments.out}/index.html")
    return 1 if written.problems else 0


def audit(arguments: argparse.Namespace) -> int:
    from autograder.grading import audit
    from autograder.results import signature

    course = Course(find_root())
    submitted = arguments.submitted or (course.root / "submitted")
    if not submitted.is_dir():
        if arguments.submitted:
            raise BadInput(f"{submitted}: there is no such folder")
        submitted = None
    key = signature.public_key(arguments.key)
    found = audit.audit(course, arguments.results, submitted, key)
    for each in found:
        for doubt in each.doubts:
            print(f"{one_line(each.path)}: {one_line(doubt)}")
    doubtful = sum(bool(each.doubts) for each in found)
    left_out = [
        *([] if submitted else ["submissions, as there is no folder of them (--submitted)"]),
        *([] if key else ["signatures, as there is no key (--key)"]),
    ]
    said = f"{len(found)} results, {doubtful or 'none'} with something that does not match"
    print("; not looked at: ".join([said, *([" and ".join(left_out)] if left_out else [])]))
    return 1 if doubtful else 0


def verify(arguments: argparse.Namespace) -> int:
    from autograder.grading import verify

    course = Course(find_root())
    seed, jobs = _seed(arguments.seed), asked_jobs(arguments.jobs)
    return verify.main(course, arguments.assignments, seed, jobs, terminal.console())


def new(arguments: argparse.Namespace) -> int:
    from autograder.course.scaffold import lay_out

    written = lay_out(Course(find_root()), arguments.name)
    for path in written:
        print(path)
    print(f"{arguments.name} passes `autograder verify` as it is. Look for TODO; docs/authoring.md helps.")
    return 0


def matrix(arguments: argparse.Namespace) -> int:
    from autograder.course import submitted
    from autograder.grading import device_matrix
    from autograder.grading.settings import Settings

    course = Course(find_root())
    settings = Settings(course.root, _seed(arguments.seed), isolation=arguments.isolation)
    tasks, problems = submitted.find_tasks(course, [arguments.path], arguments.assignment, None)
    if len(tasks) != 1:
        raise BadInput(problems[0].sentence if problems else f"{arguments.path} is not one submission")
    return device_matrix.main(tasks[0], settings, terminal.console())


def _seed(asked: int | None) -> int:
    from autograder.grading.settings import new_seed

    return new_seed() if asked is None else asked


def asked_jobs(asked: int | None) -> int:
    import os

    if asked is not None and asked < 1:
        raise BadInput(f"--jobs is a whole number from 1, not {asked}")
    return asked or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else asked or os.cpu_count() or 1


def _device(asked: str) -> str:
    if asked == "cpu":
        return asked  # without the import of torch
    from autograder.checks.oracle import choose_device

    return choose_device(asked)
