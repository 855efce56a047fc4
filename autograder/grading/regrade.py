"""Results that no longer hold, graded again beside the old ones: who changes, by how much and why, before it counts.

What was graded waits in `OUT/.regrade/` until it is taken over, so that a look costs the class run once. The cases are
those of each old result's own seed: a mark changes because something was changed, not because other cases were drawn.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.core.files import write_whole
from autograder.core.sanitize import clean
from autograder.course import submitted
from autograder.course.course import Course
from autograder.grading import runner
from autograder.grading.outdated import finished, outdated
from autograder.grading.settings import Settings
from autograder.results import store
from autograder.results.wording import diagnosis, points, words

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One submission graded again: its old result, if there was one, what came of it, and why it was done."""

    task: submitted.Task
    before: Json | None
    after: Json
    why: tuple[str, ...]

    @property
    def judged(self) -> bool:
        return "problem" not in self.after and self.after["score"] is not None

    @property
    def questions(self) -> list[str]:
        """What came out otherwise, a few words a question."""
        old = {question["id"]: question for question in self.before["questions"]} if self.before else {}
        new = [] if "problem" in self.after else self.after["questions"]
        said = [_moved(old.get(question["id"]), question) for question in new]
        gone = (
            [f"{name}: no longer asked" for name in old if name not in {question["id"] for question in new}]
            if new
            else []
        )
        return [text for text in [*said, *gone] if text]

    @property
    def changes(self) -> bool:
        return (
            not self.judged
            or self.before is None
            or self.before["score"] != self.after["score"]
            or bool(self.questions)
        )


def main(
    course: Course,
    tasks: Sequence[submitted.Task],
    settings: Settings,
    seed: int | None,
    out: Path,
    jobs: int,
    write: bool,
    console: Console,
) -> int:
    """Grade what no longer holds and print what changes; with `write` take it over.

    `seed` is for all, where one was asked for; `settings.seed` is for work without a result. 1 where some work could
    not be judged, or the course is at fault; such work keeps the result it has.
    """
    waiting = out / ".regrade"
    changes = list(_regraded(course, tasks, settings, seed, out, waiting, jobs))
    shown = sorted((change for change in changes if change.changes), key=lambda c: (c.task.assignment, c.task.student))
    if shown:
        console.print(_table(shown))
        console.print()
    for fault in dict.fromkeys(change.after["fault"] for change in shown if change.after.get("fault")):
        console.print(f"not graded: {clean(fault, 2000)}\n", style="magenta")
    lost = [change for change in changes if not change.judged]
    said = [f"{len(changes)} graded again, {len(shown)} of them change, {len(tasks) - len(changes)} still hold"]
    if lost:
        said.append(f"{len(lost)} could not be judged and stay as they are")
    if write:
        for change in changes:
            if change.judged:
                write_whole(store.readable_json(dict(change.after)), out / change.task.result_path)
        shutil.rmtree(waiting, ignore_errors=True)
        said.append(f"written to {out}")
    elif any(change.judged for change in changes):
        said.append("nothing is written yet: the same command with --yes does it")
    console.print(" · ".join(said), style="bold")
    return 1 if lost else 0


def _regraded(
    course: Course,
    tasks: Sequence[submitted.Task],
    settings: Settings,
    asked: int | None,
    out: Path,
    waiting: Path,
    jobs: int,
) -> Iterator[Change]:
    """Whatever does not hold, graded into `waiting` by seed; what waits there already and holds is taken from there."""
    by_seed: dict[int, list[submitted.Task]] = {}
    stale: dict[submitted.Task, tuple[Json | None, tuple[str, ...]]] = {}
    for task in tasks:
        before = store.earlier(out / task.result_path)
        own = replace(settings, seed=asked if asked is not None else before["seed"] if before else settings.seed)
        work = submitted.Work(course, task.assignment, task.path)
        why = tuple(reason.text for reason in outdated(before, work, own)) if before else ("no result yet",)
        if why:
            stale[task] = before, why
            by_seed.setdefault(own.seed, []).append(task)
    for seed, group in by_seed.items():
        own = replace(settings, seed=seed)
        held = {task: finished(task, own, waiting, course, True) for task in group}
        rows = [row for row in held.values() if row]
        rows += runner.run([task for task in group if not held[task]], own, waiting, jobs, whole=True)
        found = {(row["student"], row["assignment"]): row for row in rows}
        for task in group:
            yield Change(task, stale[task][0], found[task.student, task.assignment], stale[task][1])


def _moved(old: Json | None, new: Json) -> str:
    """How a question came out otherwise; "" where it did not."""
    if old is None:
        return f"{new['id']}: first asked"
    if (old["verdict"], old["score"], diagnosis(old)) == (new["verdict"], new["score"], diagnosis(new)):
        return ""
    then, since = (f"{words(q['verdict'])}{f' ({name})' if (name := diagnosis(q)) else ''}" for q in (old, new))
    came = f"{then} → {since}" if then != since else then
    return f"{new['id']}: {came}, {points(old['score'])} → {points(new['score'])}"


def _table(changes: Sequence[Change]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("student", no_wrap=True, max_width=24)
    table.add_column("assignment", no_wrap=True)
    for heading in ("old", "new", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("what", overflow="fold")
    table.add_column("why", overflow="fold")
    for change in changes:
        old = change.before["score"] if change.before else None
        new = change.after["score"] if change.judged else None
        by = None if old is None or new is None else new - old
        what = "; ".join(change.questions) or clean(change.after.get("problem", "")) or "all of it"
        table.add_row(
            clean(change.task.student, 40),
            change.task.assignment,
            points(old),
            points(new),
            Text(
                "–" if by is None else f"{by:+.1f}".removesuffix(".0"),
                "red" if (by or 0) < 0 else "green" if by else "",
            ),
            Text(clean(what, 600), "" if change.judged else "magenta"),
            Text(clean(", ".join(change.why), 200), "dim"),
        )
    return table
