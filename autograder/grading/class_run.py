"""One run over a class: which results are kept, what is graded, and what came of it all. Returns data."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.course import Course
from autograder.course.submitted import Problem, Task
from autograder.grading import runner, seeds
from autograder.grading.outdated import finished
from autograder.grading.settings import Settings
from autograder.grading.unjudged import leave_unjudged
from autograder.results import store
from autograder.results.result_json import Row, problem_json
from autograder.results.wording import brief

Key = tuple[str, str]  # student, assignment


@dataclass(frozen=True)
class Outcome:
    """What came of a run: a row for each submission, by assignment and student, and how many met which fate.

    `graded` are those of this run, `kept` had a result that still holds, `replaced` had one that did not, `unjudged`
    have no score, and the results of `deleted` disappeared while the run went on.
    """

    rows: list[Row]
    graded: int
    kept: int
    replaced: int
    unjudged: int
    deleted: int


class ClassRun:
    """The submissions of a class on their way to results in `out`. `todo` is what has to be graded.

    again: grade what has a result that holds, too. same_seed: this run's seed is the class's from now on.
    whole: keep whole results, not only what the class's table shows of them.
    """

    def __init__(
        self,
        course: Course,
        tasks: Sequence[Task],
        problems: Iterable[Problem],
        settings: Settings,
        out: Path,
        *,
        again: bool,
        same_seed: bool,
        whole: bool,
    ) -> None:
        self.todo: list[Task] = []
        self.rows: list[Row] = []
        self._course, self._problems, self._keep_seed = course, list(problems), same_seed
        self._tasks, self._settings, self._out, self._whole = tasks, settings, out, whole
        for task in tasks:
            done = None if again else finished(task, settings, out, course)
            if done is None:
                self.todo.append(task)
            else:
                self.rows.append(done if whole else brief(done))
        self._kept = {_key(task) for task in tasks} - {_key(task) for task in self.todo}
        self._before = {_key(task) for task in self.todo if _was_judged(out / task.result_path)}

    def grade(self, jobs: int) -> Iterator[Row]:
        """Grade what is left, and give each row as it comes. What cannot be graded has its row from the start."""
        if self._keep_seed:
            seeds.keep(self._out, {task.assignment for task in self._tasks}, self._settings.seed)
        for each in self._problems:
            task = Task(each.student, each.assignment, Path())
            more = leave_unjudged(task, self._course, self._settings, self._out, each.sentence)
            self.rows.append(problem_json(each.student, each.assignment, each.sentence + more))
        for row in runner.run(self.todo, self._settings, self._out, jobs, whole=self._whole):
            self.rows.append(row)
            yield row

    def outcome(self) -> Outcome:
        """What came of it, with a look at which results are still there."""
        judged = {(row["student"], row["assignment"]) for row in self.rows if "problem" not in row}
        deleted = judged - _with_result(self._tasks, self._out)
        unjudged = sum("problem" in row or row["score"] is None for row in self.rows)
        return Outcome(
            rows=sorted(self._with_deleted(deleted), key=lambda row: (row["assignment"], row["student"])),
            graded=len(self.rows) - unjudged - len(deleted | self._kept),
            kept=len(self._kept - deleted),
            replaced=len(judged & self._before),
            unjudged=unjudged,
            deleted=len(deleted),
        )

    def _with_deleted(self, deleted: Collection[Key]) -> Iterator[Row]:
        gone = f"its result is no longer in {self._out}: something deleted it; the same command grades it again"
        for row in self.rows:
            student, assignment = row["student"], row["assignment"]
            yield problem_json(student, assignment, gone) if (student, assignment) in deleted else row


def _key(task: Task) -> Key:
    return task.student, task.assignment


def _was_judged(path: Path) -> bool:
    found = store.earlier(path)
    return found is not None and "problem" not in found


def _with_result(tasks: Iterable[Task], out: Path) -> set[Key]:
    """The tasks that have a result there, as far as can be seen."""
    return {_key(task) for task in tasks if os.path.isfile(out / task.result_path)}  # never raises, unlike Path's
