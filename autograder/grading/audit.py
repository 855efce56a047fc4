"""Finished results compared with what they name: do they still stand, and has nobody changed them?

Each result names its submission, its assignment and the engine by hash. The audit computes the hashes again and checks
the signature where there is a key; whoever reads a result adds up its points. It also names work of a graded assignment
without a result, and work that could not be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.core.model import BadInput
from autograder.course.course import Course
from autograder.course.submitted import Work, find_tasks
from autograder.grading.outdated import reasons
from autograder.results import signature, store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True)
class Audited:
    """One result's file, and a sentence for each thing that no longer matches.

    `unjudged` says why the work could not be judged, where that is what the result says.
    """

    path: Path
    doubts: tuple[str, ...]
    unjudged: str = ""


def audit(course: Course, folder: Path, submitted: Path | None, key: Ed25519PublicKey | None) -> list[Audited]:
    """All results of a folder, and those that are missing. `submitted` is the tree that they were graded from; without
    it nobody's submission is looked at.

    `BadInput` where there are no results.
    """
    places = store.paths(folder)
    found = [_audited(course, path, submitted, key) for path in places]
    return [*found, *(_lost(course, folder, places, submitted) if submitted else ())]


def _lost(course: Course, folder: Path, places: Collection[Path], submitted: Path) -> Iterator[Audited]:
    """Work without a result, of the assignments that others have results of: the rest may be for another day."""
    there, graded = set(places), {path.stem for path in places}
    for task in find_tasks(course, [submitted])[0]:
        path = folder / task.result_path
        if task.assignment in graded and not there & {path, path.parent}:
            yield Audited(path, (f"there is no result of the work in {task.path}",))


def _audited(course: Course, path: Path, submitted: Path | None, key: Ed25519PublicKey | None) -> Audited:
    try:
        data = store.read(path)
    except BadInput as error:
        return Audited(path, (str(error).removeprefix(f"{path} "),))
    doubts = []
    if (data["student"], data["assignment"]) != (path.parent.name, path.stem):
        doubts.append(f"it is the result of {data['student']} for {data['assignment']}, under another name")
    work = Work(course, data["assignment"], submitted / path.parent.name / path.stem) if submitted else None
    if "problem" in data:  # it promises nothing of the work, the checks or the engine: the next run tries again
        if key is not None and not signature.verifies(data, key):
            doubts.append("its signature does not hold")
        return Audited(path, tuple(doubts), data["problem"])
    doubts += [reason.sentence for reason in reasons(data, course, work=work, key=key)]
    return Audited(path, tuple(doubts))
