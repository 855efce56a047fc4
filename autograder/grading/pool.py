"""Forked judges: work on all cores, and a killed judge costs no more than what it was at."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from autograder.isolation.sandbox import libc

TRIES = 3
Task = TypeVar("Task")
Row = TypeVar("Row")


def run_all(work: Callable[[Task], Row], tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Row | None]]:
    """Each task with what `work` made of it, as they come, by that many processes forked from this one.

    They inherit `work` with all that it holds; tasks and rows are pickled. A task at which `TRIES` judges were killed
    comes with None. Where one judge is killed the others are ended too, and what is left goes to one judge after
    another, in order, so that it is known at which task each was killed.
    """
    left = list(tasks)
    executor = _judges(jobs, work)
    killed = Counter[int]()
    alone = False
    while left:
        done = set()
        with executor:
            futures = {executor.submit(_do, task): task for task in left}
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
        executor = _judges(1, work)


def _judges(count: int, work: Callable[[Any], Any]) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(count, context, initializer=_settle, initargs=(context.Value("i", 0), count, work))


_work: Callable[[Any], Any]  # in a forked judge alone: what it was forked to do, set once, when it starts


def _do(task: Any) -> Any:
    return _work(task)


def _settle(taken: Any, jobs: int, work: Callable[[Any], Any]) -> None:
    """End with the run, even a killed one. Where there is a judge for every core, keep each with its workers on one.

    Judge and worker take turns, hundreds of times a submission; waking each other across cores costs more than
    the turn itself. Where there are more cores than judges, the scheduler chooses better.
    """
    global _work
    _work = work
    libc.die_with_parent()
    gc.freeze()  # what it was forked with lives as long as the judge: to look through it for garbage takes 0.1 s
    cores = sorted(os.sched_getaffinity(0))
    with taken.get_lock():
        mine = taken.value
        taken.value += 1
    if jobs == len(cores) > 1:
        os.sched_setaffinity(0, {cores[mine % len(cores)]})
