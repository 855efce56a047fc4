"""Results that no longer hold, graded again: who changes, by how much and why, before the new marks count.

New results wait in `OUT/.regrade/` until they are taken over, so that a look costs the class run once. The cases are
those of the class's seed: a mark changes because something was changed, not because other cases were drawn.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.files import write_whole
from autograder.core.numbers import points
from autograder.course import submitted
from autograder.course.course import Course
from autograder.grading import runner
from autograder.grading.outdated import finished, outdated
from autograder.grading.settings import Settings
from autograder.results import regrade_record, store
from autograder.results.result_json import SCHEMA, QuestionJson, ResultJson, WholeRow
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
        """Whether the result becomes another one: the first, or with another score or verdict.

        Work that could not be judged changes nothing.
        """
        if self.after is None:
            return False
        if self.before is None:
            return True
        return self.before["score"] != self.after["score"] or bool(self.questions)

    @property
    def by(self) -> float | None:
        """How far the score moves; None where there is no score before or now."""
        before = self.before["score"] if self.before else None
        after = self.after["score"] if self.after else None
        return None if before is None or after is None else after - before


def regrade(course: Course, tasks: Sequence[submitted.Task], settings: Settings, out: Path, jobs: int) -> list[Change]:
    """Grade every task whose result in `out` does not hold; what is waiting already and holds is not graded again.

    Nothing in `out` changes until `take_over`.
    """
    stale: dict[submitted.Task, tuple[ResultJson | None, tuple[str, ...]]] = {}
    for task in tasks:
        found = store.earlier(out / task.result_path)
        if found is None:
            stale[task] = None, ("no result yet",)
        elif "problem" in found:
            stale[task] = None, ("it could not be judged",)
        else:
            work = submitted.Work(course, task.assignment, task.path)
            why = tuple(reason.text for reason in outdated(found, work, settings))
            if why:
                stale[task] = found, why
    waits = {task: finished(task, settings, _waiting(out), course) for task in stale}
    rows: list[WholeRow] = [row for row in waits.values() if row]
    rows += runner.run([task for task in stale if not waits[task]], settings, _waiting(out), jobs, whole=True)
    made = {(row["student"], row["assignment"]): row for row in rows}
    return [Change(task, before, made[task.student, task.assignment], why) for task, (before, why) in stale.items()]


def take_over(changes: Iterable[Change], out: Path) -> None:
    """Write the new results over the old ones; work that could not be judged keeps the result it has.

    What the scores were is kept first (`regrade_record`), so that a run which is killed here forgets none.
    """
    changes = list(changes)
    for record in _records(changes):
        regrade_record.keep(out, record)
    for change in changes:
        place = change.task.result_path
        made = change.after or (store.earlier(_waiting(out) / place) if change.before is None else None)
        if made is not None:
            write_whole(store.readable_json(made), out / place)
    shutil.rmtree(_waiting(out), ignore_errors=True)


def _records(changes: Iterable[Change]) -> Iterable[regrade_record.RegradeJson]:
    """By assignment, of those who had a score before and have one now."""
    found: dict[str, regrade_record.RegradeJson] = {}
    for change in changes:
        before, after = change.before and change.before["score"], change.after
        if before is None or after is None or after["score"] is None:
            continue
        record = found.setdefault(
            after["assignment"],
            {
                "schema": SCHEMA,
                "assignment": after["assignment"],
                "assignment_sha256": after["assignment_sha256"],
                "engine": after["engine"],
                "students": {},
            },
        )
        moved: regrade_record.MovedJson = {"before": before, "after": after["score"], "why": list(change.why)}
        record["students"][change.task.student] = moved
    return found.values()


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
