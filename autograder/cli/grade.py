"""`autograder grade`: what is left of a class is graded, and shown with what an earlier run finished."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli.common import asked_jobs, asked_work, show_faults
from autograder.cli.complaint import complain
from autograder.core.sanitize import clean
from autograder.course.course import Course
from autograder.course.open_course import opening
from autograder.grading.class_run import ClassRun, Outcome
from autograder.grading.marking_lock import marking
from autograder.results import terminal
from autograder.results.card import question_card
from autograder.results.result_json import ResultJson
from autograder.results.wording import speaking_check

if TYPE_CHECKING:
    from autograder.gradebook.class_scores import ClassScores


def run(arguments: argparse.Namespace) -> int:
    course, settings, tasks, problems = asked_work(arguments)
    book = _gradebook(course, arguments.gradebook, {task.assignment for task in tasks})
    _look_for_students(course, {task.student for task in tasks}, refuse=book is not None)
    folders = {arguments.out.absolute(), *([course.root / "results"] if book is not None else [])}
    with ExitStack() as held:
        for folder in sorted(folders):
            held.enter_context(marking(folder, [task.assignment for task in tasks]))
        mine = ClassRun(
            course,
            tasks,
            problems,
            settings,
            arguments.out,
            again=arguments.again,
            same_seed=arguments.seed is not None,
            whole=book is not None or len(tasks) == 1,  # of a large class what the table shows is memory enough
        )
        console = terminal.console()
        _grade(mine, asked_jobs(arguments.jobs), len(tasks), console)
        if book is not None:
            book.write(tasks, mine.todo, [row for row in mine.rows if "look_at" not in row])
    found = mine.outcome()
    _show(console, found, arguments.out, "" if arguments.device == "cpu" else f"PyTorch on {settings.device}")
    return 1 if found.unjudged or found.deleted else 0


def _look_for_students(course: Course, students: Collection[str], refuse: bool) -> None:
    """Say it where students with an account here can read the course; `BadInput` where it is a term's gradebook."""
    if refuse:
        from autograder.gradebook.closed_course import refuse_open

        refuse_open(course.root, students=students)
        return
    found = opening(course.root, students)
    if found is not None and found.students:
        complain(found.sentence(course.root))


def _grade(mine: ClassRun, jobs: int, tasks: int, console: Console) -> None:
    """Grade what is left, behind a bar that says how far it is."""
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
        bar = progress.add_task("", total=tasks, completed=tasks - len(mine.todo))
        progress.refresh()
        for _ in mine.grade(jobs):
            progress.update(bar, advance=1, refresh=True)


def _gradebook(course: Course, db_url: str | None, assignments: Iterable[str]) -> ClassScores | None:
    """Where to write scores too; None where nobody asked. Refuses before anyone is graded."""
    if db_url is None:
        return None
    from autograder.gradebook.class_scores import ClassScores

    book = ClassScores(course, db_url)
    book.refuse_unknown(sorted(assignments))
    return book


def _show(console: Console, found: Outcome, out: Path, device: str) -> None:
    """One result in full, or the class's table; then what the course's faults are, and one line of numbers."""
    console.print()
    whole = [row for row in found.rows if "questions" in row]
    if len(found.rows) == len(whole) == 1:
        _show_whole(console, whole[0])
    console.print(terminal.class_table(found.rows, terminal.folds(console)))
    console.print()
    show_faults(console, found.rows)
    for row in found.rows:
        for sentence in row.get("for_staff", ()) if "problem" not in row else ():
            console.print(f"for staff: {clean(row['student'], 60)}, {row['assignment']}: {clean(sentence)}")
    level = ", ".join(sorted({row["isolation"] for row in found.rows if "isolation" in row}))
    last = [*_numbers(found), device, level and f"isolation {level}", f"results in {out}/<student>/<assignment>.json"]
    console.print(" · ".join(filter(None, last)), style="bold")


def _show_whole(console: Console, result: ResultJson) -> None:
    width = max(len(question["id"]) for question in result["questions"])
    for question in result["questions"]:
        check = speaking_check(question)
        card = question_card(question, [check["hint"]] if check else [])
        console.print(terminal.question_card(card, width))
    for note in result["notes"]:
        console.print(f" note: {clean(note)}", style="yellow")
    console.print()


def _numbers(found: Outcome) -> Sequence[str]:
    return [
        f"{found.graded} graded" + (f", {found.kept} were already" if found.kept else ""),
        f"{found.replaced} replaced an earlier result" if found.replaced else "",
        f"{found.unjudged} could not be judged" if found.unjudged else "",
        f"{found.deleted} deleted since" if found.deleted else "",
    ]
