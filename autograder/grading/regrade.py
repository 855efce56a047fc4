"""Results that no longer hold, graded again: who changes, by how much and why, before the new marks count.

New results wait in `OUT/.regrade/` until they are taken over, so that a look costs the class run once. The cases are
those of each old result's own seed: a mark changes because something was changed, not because other cases were drawn.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.core.files import write_whole
from autograder.core.numbers import points
from autograder.course import submitted
from autograder.course.course import Course
from autograder.grading import runner
from autograder.grading.outdated import finished, outdated
from autograder.grading.settings import Settings
from autograder.results import store
from autograder.results.result_json import QuestionJson, ResultJson, WholeRow
from autograder.results.wording import verdict_with_mistake


@dataclass(frozen=True)
class Change:
    """One submission graded again: its old result, if there was one, what came of it, and why it was done."""

    task: submitted.Task
    before: ResultJson | None
    row: WholeRow
    why: tuple[str, ...]

    @property
    def after(self) -> ResultJson | None:
        """The new result; None where the work could not be judged."""
        return None if "problem" in self.row or self.row["score"] is None else self.row

    @property
    def questions(self) -> list[str]:
        """What came out otherwise, a few words a question."""
        if "problem" in self.row:
            return []
        old = {question["id"]: question for question in self.before["questions"]} if self.before else {}
        new = {question["id"]: question for question in self.row["questions"]}
        said = [_moved(old.get(name), question) for name, question in new.items()]
        return [text for text in said if text] + [f"{name}: no longer asked" for name in old if name not in new]

    @property
    def changes(self) -> bool:
        """Whether there is something to look at: no result before or now, another score, another verdict."""
        if self.before is None or self.after is None:
            return True
        return self.before["score"] != self.after["score"] or bool(self.questions)

    @property
    def by(self) -> float | None:
        """How far the score moves; None where there is no score before or now."""
        before = self.before["score"] if self.before else None
        after = self.after["score"] if self.after else None
        return None if before is None or after is None else after - before


def regrade(
    course: Course, tasks: Sequence[submitted.Task], settings: Settings, asked_seed: int | None, out: Path, jobs: int
) -> list[Change]:
    """Grade every task whose result in `out` does not hold; what is waiting already and holds is not graded again.

    `asked_seed` is for all, where one was asked for; `settings.seed` is for work without a result. Nothing in `out`
    changes until `take_over`.
    """
    by_seed: dict[int, list[submitted.Task]] = {}
    stale: dict[submitted.Task, tuple[ResultJson | None, tuple[str, ...]]] = {}
    for task in tasks:
        before = store.earlier(out / task.result_path)
        seed = asked_seed if asked_seed is not None else before["seed"] if before else settings.seed
        own = replace(settings, seed=seed)
        work = submitted.Work(course, task.assignment, task.path)
        why = tuple(reason.text for reason in outdated(before, work, own)) if before else ("no result yet",)
        if why:
            stale[task] = before, why
            by_seed.setdefault(seed, []).append(task)
    changes = []
    for seed, group in by_seed.items():
        own = replace(settings, seed=seed)
        waits = {task: finished(task, own, _waiting(out), course, True) for task in group}
        rows: list[WholeRow] = [row for row in waits.values() if row]
        rows += runner.run([task for task in group if not waits[task]], own, _waiting(out), jobs, whole=True)
        found = {(row["student"], row["assignment"]): row for row in rows}
        changes += [
            Change(task, stale[task][0], found[task.student, task.assignment], stale[task][1]) for task in group
        ]
    return changes


def take_over(changes: Iterable[Change], out: Path) -> None:
    """Write the new results over the old ones; work that could not be judged keeps the result it has."""
    for change in changes:
        if change.after is not None:
            write_whole(store.readable_json(change.after), out / change.task.result_path)
    shutil.rmtree(_waiting(out), ignore_errors=True)


def _waiting(out: Path) -> Path:
    return out / ".regrade"


def _moved(old: QuestionJson | None, new: QuestionJson) -> str:
    """How a question came out otherwise; "" where it did not."""
    if old is None:
        return f"{new['id']}: first asked"
    then, since = verdict_with_mistake(old), verdict_with_mistake(new)
    if (then, old["score"]) == (since, new["score"]):
        return ""
    came = f"{then} → {since}" if then != since else then
    return f"{new['id']}: {came}, {points(old['score'])} → {points(new['score'])}"
