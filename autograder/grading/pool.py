"""Forked judges: work on all cores, and a killed judge costs no more than what it was at."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from autograder.isolation.sandbox import libc

TRIES = 3
Task = TypeVar("Task")
Row = TypeVar("Row")


def judges(count: int) -> Executor:
    """That many processes, forked from this one, which share what it has collected and drawn."""
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(count, context, initializer=_settle, initargs=(context.Value("i", 0), count))


def run_all(
    work: Callable[[Task], Row], tasks: Sequence[Task], executor: Executor
) -> Iterator[tuple[Task, Row | None]]:
    """Each task with what `work` made of it, as they come; None for one at which `TRIES` judges were killed.

    Where a judge is killed, the others are too, and what is left goes to one judge after another, in order: so it is
    known which task each was killed at.
    """
    left = list(tasks)
    killed = Counter[int]()
    alone = False
    while left:
        done = set()
        with executor:
            futures = {executor.submit(work, task): task for task in left}
            try:
                for future in as_completed(futures):
                    task = futures.pop(future)  # or the rows of a large class would all be held to the end
                    try:
                        row = future.result()
                    except BrokenProcessPool:
                        continue
                    done.add(id(task))
                    yield task, row
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
        left = [task for task in left if id(task) not in done]
        if left and alone:
            killed[id(left[0])] += 1
            if killed[id(left[0])] == TRIES:
                yield left.pop(0), None
        alone = True
        executor = judges(1)


def _settle(taken: Any, jobs: int) -> None:
    """End with the run, even a killed one. Where there is a judge for every core, keep each with its workers on one.

    Judge and worker take turns, hundreds of times a submission; waking one another across cores costs more than
    the turn itself. Where cores are left over, the scheduler knows better.
    """
    libc.die_with_parent()
    cores = sorted(os.sched_getaffinity(0))
    with taken.get_lock():
        mine = taken.value
        taken.value += 1
    if jobs == len(cores) > 1:
        os.sched_setaffinity(0, {cores[mine % len(cores)]})
