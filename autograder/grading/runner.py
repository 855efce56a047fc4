"""Many submissions: grade each once, keep every finished result.

The process that judged a submission writes its result, whole or not at all, so that a killed run goes on where it was.
"""

from __future__ import annotations

import functools
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Literal, overload

from autograder.core.files import write_whole
from autograder.core.model import BadInput, CourseFault
from autograder.course.submitted import Task, Work, checked_name
from autograder.grading import lent_workers, pool
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings, image
from autograder.grading.unjudged import leave_unjudged
from autograder.isolation.supervisor import ZygoteLost
from autograder.results import signature, store
from autograder.results.result_json import ProblemJson, Row, WholeRow, problem_json, result_json
from autograder.results.wording import brief

_FAULT = "the course's own checks failed, so that nobody was graded; the same command grades it once they are right"
_REFUSED = "the grader could not judge anybody's work on this machine; the same command tries again"


@overload
def run(
    tasks: Sequence[Task],
    settings: Settings,
    out: Path,
    jobs: int,
    executor: Executor | None = None,
    *,
    whole: Literal[True],
) -> Iterator[WholeRow]: ...


@overload
def run(
    tasks: Sequence[Task],
    settings: Settings,
    out: Path,
    jobs: int,
    executor: Executor | None = None,
    *,
    whole: bool = False,
) -> Iterator[Row]: ...


def run(
    tasks: Sequence[Task],
    settings: Settings,
    out: Path,
    jobs: int,
    executor: Executor | None = None,
    *,
    whole: bool = False,
) -> Iterator[Row]:
    """Grade the tasks, write `out/<student>/<assignment>.json` each, and give the rows as they come.

    A row is what the class's table shows of a result, or with `whole` all of it. `jobs` judges are forked, or else the
    workers of an `executor` judge: any of `concurrent.futures`, which stays open. See `lent_workers` for what it may
    be. `BadInput` where nothing could be written, or could be signed.
    """
    signature.signing_key()  # a key that cannot be used is said before anyone is graded
    image()  # so is a name that is not an image's
    if tasks:
        _refuse_unwritable(out)
    bench = Bench(settings)
    broken = []
    for assignment in sorted({task.assignment for task in tasks}):
        try:
            bench.judge(assignment)  # before anyone is graded; forked judges then share what was collected and drawn
            bench.refuse_open(assignment, [out])
        except (CourseFault, BadInput, ZygoteLost) as fault:
            broken.append(assignment)
            for task in tasks:
                if task.assignment == assignment:
                    problem = _FAULT if isinstance(fault, CourseFault) else _REFUSED
                    more = leave_unjudged(task, bench.course, settings, out, problem)
                    said = f"not graded; the reason is below the table{more}"
                    yield problem_json(task.student, assignment, said, str(fault))
    todo = [task for task in tasks if task.assignment not in broken]
    grade = functools.partial(_graded, bench=bench, out=out, whole=whole)
    if executor is None and (jobs == 1 or len(todo) < 4):
        try:
            yield from map(grade, todo)
        finally:
            bench.close()
        return
    bench.close()
    judged: Iterator[tuple[Task, Row | str | None]]
    if executor is None:
        judged = pool.run_all(grade, todo, jobs)
    else:
        judged = lent_workers.run_all(executor, bench, todo, out, _graded, whole)
    for task, row in judged:
        yield row if isinstance(row, dict) else _lost(task, row, bench, out)


def _lost(task: Task, why: str | None, bench: Bench, out: Path) -> ProblemJson:
    """The row of work whose judge came back without one."""
    said = why or f"the judge was killed {pool.TRIES} times while it graded this"
    more = leave_unjudged(task, bench.course, bench.settings, out, said)
    return problem_json(task.student, task.assignment, said + more)


def _refuse_unwritable(out: Path) -> None:
    """`BadInput` where no result could be written: a class is not judged for nothing."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out) as probe:
            probe.write(b"a result")
    except FileExistsError:
        what = f"a link to {out.readlink()}, which is not there" if out.is_symlink() else "not a folder"
        raise BadInput(f"{out}, where results are to be, is {what}; name another with --out") from None
    except OSError as error:
        said = f"{out}: no result can be written there: {error.strerror}; fix that, or name another folder with --out"
        raise BadInput(said) from None


def _graded(task: Task, bench: Bench, out: Path, whole: bool) -> Row:
    row = grade_to_file(task, bench, out)
    return row if whole else brief(row)


def grade_to_file(task: Task, bench: Bench, out: Path, work: Work | None = None) -> WholeRow:
    """Grade one task and write its result; the row to show. Never raises for what one submission can cause.

    `work` is the task's, where it was read already.
    """
    work = work or Work(bench.course, task.assignment, task.path)
    try:
        return _judged(task, bench, out, work)
    except _Unjudged as why:
        more = leave_unjudged(task, bench.course, bench.settings, out, why.sentence, work)
        return problem_json(task.student, task.assignment, why.sentence + more)


class _Unjudged(Exception):
    """Why one submission could not be judged, in a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _judged(task: Task, bench: Bench, out: Path, work: Work) -> WholeRow:
    """The result, written. `_Unjudged` where there is none."""
    for last in (False, False, True):
        try:
            checked_name(task.student)  # nbgrader's tasks do not come from `find_tasks`
            found = result_json(bench.grade(task, work))
            data = signature.signed(found)
            text = store.readable_json(data)
            if len(text) > store.MAX_BYTES:
                data = signature.signed(store.without_details(found))
                text = store.readable_json(data)
            path = out / task.result_path
            before = store.earlier(path) if data["score"] is None else None
            if before is not None and before["score"] is not None:  # no fault of the course replaces a mark
                said = "a check of the course itself failed; the earlier result stands"
                return problem_json(task.student, task.assignment, said)
            write_whole(text, path)
            return data
        except ZygoteLost as error:
            if last:
                raise _Unjudged(f"no worker could be had: {error}") from error
        except BadInput as error:
            raise _Unjudged(str(error)) from error
        except OSError as error:
            raise _Unjudged(f"its result cannot be written: {error}") from error
        except MemoryError as error:
            raise _Unjudged("the machine ran out of memory; grade it again") from error
        except CourseFault:
            raise
        except Exception as error:  # a fault of ours costs one submission and not the class
            raise _Unjudged(_our_fault(error)) from error
    raise AssertionError("unreachable")


def _our_fault(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(where.filename).name} line {where.lineno}"
    said = f"{type(error).__name__}: {error}"[:500]
    return f"the grader itself failed, {said} ({place}); report it with the submission"
