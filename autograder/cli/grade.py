"""`autograder grade`: what is left of a class is graded, and shown with what an earlier run finished."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli.common import asked_jobs, asked_work
from autograder.core.sanitize import clean
from autograder.course.course import Course
from autograder.results import terminal
from autograder.results.wording import brief, speaking_check

if TYPE_CHECKING:
    from autograder.course.submitted import Task
    from autograder.gradebook.class_scores import ClassScores

Row = dict[str, Any]


def grade(arguments: argparse.Namespace) -> int:
    from autograder.course.submitted import Problem
    from autograder.grading import runner
    from autograder.grading.outdated import finished

    course, settings, tasks, problems = asked_work(arguments)
    out: Path = arguments.out
    rows: list[Row] = [problem.row() for problem in problems]
    book = _gradebook(course, arguments.gradebook, {task.assignment for task in tasks})
    whole = book is not None or len(tasks) == 1  # of a large class what the table shows is memory enough
    todo = []
    for task in tasks:
        done = None if arguments.again else finished(task, settings, out, course, arguments.seed is not None)
        if done is None:
            todo.append(task)
        else:
            rows.append(done if whole else brief(done))
    kept = {_key(task) for task in tasks} - {_key(task) for task in todo}
    before = _with_result(todo, out)
    console = terminal.console()
    with Progress(
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        auto_refresh=False,  # its thread would be forked along with the judges
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("", total=len(tasks), completed=len(tasks) - len(todo))
        progress.refresh()
        for row in runner.run(todo, settings, out, asked_jobs(arguments.jobs), whole=whole):
            rows.append(row)
            progress.update(bar, advance=1, refresh=True)
    if book is not None:
        book.write(tasks, todo, rows)
    unjudged = sum("problem" in row or row["score"] is None for row in rows)
    here = _with_result(tasks, out)
    replaced = sum("problem" not in row and _key_of(row) in before for row in rows)
    deleted = {_key_of(row) for row in rows if "problem" not in row} - here
    again = f"its result is no longer in {out}: something deleted it; the same command grades it again"
    rows = [Problem(*_key_of(row), again).row() if _key_of(row) in deleted else row for row in rows]
    rows.sort(key=lambda row: (row["assignment"], row["student"]))
    graded, kept = len(rows) - unjudged - len(deleted | kept), kept - deleted
    said = [
        f"{graded} graded" + (f", {len(kept)} were already" if kept else ""),
        f"{replaced} in the place of an earlier result" if replaced else "",
        f"{unjudged} could not be judged" if unjudged else "",
        f"{len(deleted)} deleted since" if deleted else "",
        f"PyTorch on {settings.device}" if arguments.device != "cpu" else "",
    ]
    _show(console, rows, said, out)
    return 1 if unjudged or deleted else 0


def _key(task: Task) -> tuple[str, str]:
    return task.student, task.assignment


def _key_of(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["student"], row["assignment"]


def _with_result(tasks: Iterable[Task], out: Path) -> set[tuple[str, str]]:
    """Whose result lies there, as far as can be seen."""
    return {_key(task) for task in tasks if os.path.isfile(out / task.result_path)}  # never raises, unlike Path's


def _gradebook(course: Course, db_url: str | None, assignments: Iterable[str]) -> ClassScores | None:
    """Where to write scores too; None where nobody asked. Refuses before anyone is graded."""
    if db_url is None:
        return None
    from autograder.gradebook.class_scores import ClassScores

    book = ClassScores(course, db_url)
    book.refuse_unknown(sorted(assignments))
    return book


def _show(console: Console, rows: Sequence[Mapping[str, Any]], said: Sequence[str], out: Path) -> None:
    """One result in full, or the class's table; then what the course's faults are, and one line of numbers."""
    console.print()
    if len(rows) == 1 and "problem" not in rows[0]:
        (result,) = rows
        width = max(len(question["id"]) for question in result["questions"])
        for question in result["questions"]:
            check = speaking_check(question)
            console.print(terminal.question_card(question, [check["hint"]] if check and check["hint"] else [], width))
        for note in result["notes"]:
            console.print(f" note: {clean(note)}", style="yellow")
        console.print()
    console.print(terminal.class_table(rows))
    console.print()
    for fault in dict.fromkeys(row["fault"] for row in rows if row.get("fault")):
        console.print(f"not graded: {clean(fault, 2000)}\n", style="magenta")
    level = ", ".join(sorted({row["isolation"] for row in rows if "isolation" in row}))
    last = [*said, level and f"isolation {level}", f"results in {out}/<student>/<assignment>.json"]
    console.print(" · ".join(filter(None, last)), style="bold")
