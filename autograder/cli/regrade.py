"""`autograder regrade`: who changes, by how much and why; with --yes the new results are taken over."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from autograder.cli.common import asked_jobs, asked_work, show_faults
from autograder.cli.complaint import complain
from autograder.core.numbers import points, points_moved
from autograder.core.sanitize import clean
from autograder.course.course import Course
from autograder.course.submitted import Problem, Task
from autograder.grading.marking_lock import marking
from autograder.grading.regrade import Change, regrade, take_over
from autograder.grading.seeds import keep
from autograder.grading.settings import Settings
from autograder.results import terminal


def run(arguments: argparse.Namespace) -> int:
    asked = asked_work(arguments)
    with marking(arguments.out, [task.assignment for task in asked[2]]):
        return _run(arguments, *asked)


def _run(
    arguments: argparse.Namespace, course: Course, settings: Settings, tasks: list[Task], problems: list[Problem]
) -> int:
    for problem in problems:
        complain(f"{problem.student}: {problem.sentence}")
    out, console = arguments.out, terminal.console()
    changes = regrade(course, tasks, settings, out, asked_jobs(arguments.jobs))
    lost = [change for change in changes if change.after is None]
    moved = [change for change in changes if change.changes]
    shown = sorted((*moved, *lost), key=lambda change: (change.task.assignment, change.task.student))
    if shown:
        console.print(_table(shown, terminal.folds(console)))
        console.print()
    show_faults(console, [change.row for change in shown])
    still = len(tasks) - len(changes)
    said = [f"{len(changes) - len(lost)} graded again, {len(moved)} of them change, {still} still hold"]
    if lost:
        said.append(f"{len(lost)} could not be judged and stay as they are")
    if arguments.yes:
        take_over(changes, out)
        if arguments.seed is not None:
            keep(out, {task.assignment for task in tasks}, arguments.seed)
        said.append(f"written to {out}")
    elif len(lost) < len(changes):
        said.append("nothing is written yet: the same command with --yes does it")
    console.print(" · ".join(said), style="bold")
    return 1 if lost or problems else 0


def _table(changes: Sequence[Change], folded: bool) -> Table:
    table = terminal.plain_table()
    table.add_column("student", no_wrap=True, max_width=24 if folded else None)
    table.add_column("assignment", no_wrap=True)
    for heading in ("old", "new", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("what", overflow="fold")
    table.add_column("why", overflow="fold")
    for change in changes:
        problem = change.row.get("problem", "")
        by = change.by or 0
        table.add_row(
            clean(change.task.student, 40 if folded else 400),
            change.task.assignment,
            points(change.before["score"] if change.before else None),
            points(change.after["score"] if change.after else None),
            Text(points_moved(change.by), "red" if by < 0 else "green" if by else ""),
            Text(clean("; ".join(change.questions) or problem or "all of it", 600), "magenta" if problem else ""),
            Text(clean(", ".join(change.why), 200), "dim"),
        )
    return table
