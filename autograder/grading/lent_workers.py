"""Judging by the workers of any executor: threads, processes of any start method, or whatever runs a call for us.

A worker finds the judge of its own process, and makes it where there is none. In one process one submission is judged
at a time, so threads wait for each other: the marks are right, and no faster. The executor stays open, whatever
happens; what has not begun when a run is interrupted is cancelled.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.core.model import BadInput
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.grading.turns import turn
from autograder.results import signature
from autograder.results.result_json import Row

Grade = Callable[[Task, Bench, Path, bool], Row]
WAITS = (
    "the executor's workers share a process, and one submission at a time is judged in a process: the others wait. "
    "Marks are right; for speed give it workers that are processes"
)


class _Here:
    """This process's bench. A worker is called with what can be pickled, and a bench takes seconds to make."""

    def __init__(self) -> None:
        self._bench: Bench | None = None

    def bench(self, settings: Settings) -> Bench:
        """The one with these settings; another one is closed for it."""
        if self._bench is None or self._bench.settings != settings:
            self.take(Bench(settings))
        assert self._bench is not None
        return self._bench

    def take(self, bench: Bench | None) -> None:
        """Hold this one from now on."""
        if self._bench is not None:
            self._bench.close()
        self._bench = bench


_here = _Here()  # of a process, like the lock of `turns`: nobody but the process itself could hand it on


def run_all(
    executor: Executor, bench: Bench, tasks: Sequence[Task], out: Path, grade: Grade, whole: bool
) -> Iterator[tuple[Task, Row | str]]:
    """Each task with what `grade` (importable) made of it, as they come, or with a sentence that says why not.

    `bench` is for workers of this process. `BadInput` where a worker cannot sign as this process does.
    """
    key = signature.key_name()
    with turn():
        _here.take(bench)
    futures: dict[Future[tuple[Row, bool]], Task] = {}
    try:
        for task in tasks:
            here = replace(task, path=task.path.absolute())  # a worker may be in another folder
            try:
                futures[executor.submit(_judge, grade, here, bench.settings, out.absolute(), whole, key)] = task
            except (BrokenExecutor, RuntimeError) as error:
                yield task, _LOST.format(f"{type(error).__name__}: {error}"[:300])
        said = False
        for future in as_completed(futures):
            task = futures.pop(future)  # or the rows of a large class would all be held to the end
            try:
                row, waited = future.result()
            except BadInput:
                raise
            except (BrokenExecutor, CancelledError) as error:
                yield task, _LOST.format(f"{type(error).__name__}: {error}"[:300])
            except (Exception, SystemExit) as error:  # of an executor that we do not know
                yield task, f"its worker failed, {type(error).__name__}: {error}"[:500] + "; grade it again"
            else:
                if waited and not said:
                    said = True
                    warnings.warn(WAITS, stacklevel=2)
                yield task, row
    finally:
        for future in futures:
            future.cancel()
        with turn():
            _here.take(None)


_LOST = "the worker that had this was lost ({}); the same command grades it again"


def _judge(grade: Any, task: Task, settings: Settings, out: Path, whole: bool, key: str) -> tuple[Row, bool]:
    """In a worker: the row of one task, and whether another thread had to be waited for."""
    if signature.key_name() != key:
        raise BadInput(
            f"results are signed here, and the executor's workers have no key or another one: set {signature.VARIABLE} "
            "where they start" if key else
            f"the executor's workers have {signature.VARIABLE}, and this process does not: set it in both or in none"
        )  # fmt: skip
    with turn() as waited:
        return grade(task, _here.bench(settings), out, whole), waited
