"""Finished results compared with what they name: do they still stand, and has nobody changed them?

Each result names its submission, its assignment and the engine by hash. The audit computes the hashes again, adds up
the points, and checks the signature where there is a key. It also names work of a graded assignment without a result.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.core.model import BadInput
from autograder.course.course import Course
from autograder.course.submitted import Work, find_tasks
from autograder.grading.outdated import reasons
from autograder.results import store
from autograder.results.result_json import CheckJson, QuestionJson, ResultJson

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True)
class Audited:
    """One result's file, and a sentence for each thing that no longer matches."""

    path: Path
    doubts: tuple[str, ...]


def audit(course: Course, folder: Path, submitted: Path | None, key: Ed25519PublicKey | None) -> list[Audited]:
    """All results of a folder, and those that are missing. `submitted` is the tree that they were graded from; without
    it nobody's submission is looked at.

    `BadInput` where there are no results.
    """
    places = store.paths(folder)
    found = [Audited(path, tuple(_doubts(course, path, submitted, key))) for path in places]
    return [*found, *(_lost(course, folder, places, submitted) if submitted else ())]


def _lost(course: Course, folder: Path, places: Collection[Path], submitted: Path) -> Iterator[Audited]:
    """Work without a result, of the assignments that others have results of: the rest may be for another day."""
    there, graded = set(places), {path.stem for path in places}
    for task in find_tasks(course, [submitted])[0]:
        path = folder / task.result_path
        if task.assignment in graded and not there & {path, path.parent}:
            yield Audited(path, (f"there is no result of the work in {task.path}",))


def _doubts(course: Course, path: Path, submitted: Path | None, key: Ed25519PublicKey | None) -> Iterator[str]:
    try:
        data = store.read(path)
    except BadInput as error:
        yield str(error).removeprefix(f"{path} ")
        return
    if (data["student"], data["assignment"]) != (path.parent.name, path.stem):
        yield f"it is the result of {data['student']} for {data['assignment']}, under another name"
    yield from _sums(data)
    work = Work(course, data["assignment"], submitted / path.parent.name / path.stem) if submitted else None
    yield from (reason.sentence for reason in reasons(data, course, work=work, key=key))


def _sums(data: ResultJson) -> Iterator[str]:
    """Points that do not add up, from the checks to the whole."""
    for question in data["questions"]:
        for check in question["checks"]:
            earned = {"passed": check["max_score"], "judge_error": None}.get(check["verdict"], 0.0)
            if not _equal(check["score"], earned):
                yield f"{check['id']} has {check['score']} points for {check['verdict']}"
        if not _equal(question["score"], _sum(question["checks"])):
            yield f"{question['id']} has {question['score']} points, and its checks have {_sum(question['checks'])}"
    if not _equal(data["score"], _sum(data["questions"])):
        yield f"its score is {data['score']}, and its questions have {_sum(data['questions'])}"


def _sum(parts: Sequence[CheckJson | QuestionJson]) -> float | None:
    """The points of the parts together; None where one has no points."""
    scores = [part["score"] for part in parts if part["score"] is not None]
    return math.fsum(scores) if len(scores) == len(parts) else None


def _equal(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, abs_tol=1e-6)
