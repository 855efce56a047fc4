"""Whether an earlier result still holds, and why not: the one list of reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.core.model import BadInput, CourseFault
from autograder.course.course import Course
from autograder.course.submitted import Task, Work
from autograder.grading.settings import Settings, engine
from autograder.isolation.sandbox.isolation import LEVELS
from autograder.results import signature, store
from autograder.results.result_json import ResultJson, WrittenResult

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True)
class Reason:
    """Why a result no longer holds: in a few words, and in `detail` for a person who looks into it."""

    text: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.text}: {self.detail}" if self.detail else self.text


def finished(task: Task, settings: Settings, out: Path, course: Course, work: Work | None = None) -> ResultJson | None:
    """An earlier result that still holds; never of work that could not be judged: every run tries that again.

    `work` is the task's, if at hand.
    """
    data = store.earlier(out / task.result_path)
    if data is None or "problem" in data:
        return None
    work = work or Work(course, task.assignment, task.path)
    return data if next(outdated(data, work, settings), None) is None else None


def outdated(result: WrittenResult, work: Work, settings: Settings) -> Iterator[Reason]:
    """Why a result of this work does not do for a run with these settings."""
    return reasons(result, work.course, work=work, settings=settings, key=signature.public_key(None))


def reasons(
    result: WrittenResult,
    course: Course,
    *,
    work: Work | None = None,
    settings: Settings | None = None,
    key: Ed25519PublicKey | None = None,
) -> Iterator[Reason]:
    """Why a result no longer holds, what costs least to find out first: the work is read last, if it is asked for.

    Each argument adds what can be held against it: `work` the submission, `settings` what a run asks for (device,
    isolation, seed, a score), `key` the signature.
    """
    if key is not None and not signature.verifies(result, key):
        signed = "signature" in result
        yield Reason("its signature does not hold", "it was changed") if signed else Reason("it is not signed")
    if result["engine"] != engine():
        yield Reason("the engine changed", f"{result['engine']} judged it, and this is {engine()}")
    if settings is not None and result["score"] is None:
        yield Reason("a part was not judged")
    if settings is not None and result["seed"] != settings.seed_of(result["assignment"]):
        yield Reason("it was judged on other cases", "its seed is not that of this run")
    if settings is not None and result["isolation"] not in LEVELS[LEVELS.index(settings.isolation) :]:
        yield Reason(f"isolation was {result['isolation']}", f"{settings.isolation} is asked for")
    try:
        assignment = course.assignment(result["assignment"])
    except (BadInput, CourseFault, OSError) as error:
        yield Reason("its assignment cannot be read", str(error))
        return
    if result["assignment_sha256"] != assignment.sha256:
        yield Reason("the assignment changed", "its lesson, its checks or its points")
    if settings is not None and result["device"] != assignment.runs_on(settings.device):
        yield Reason(f"judged on {result['device']}", f"{assignment.runs_on(settings.device)} is asked for")
    if work is not None:
        try:
            if result["submission_sha256"] != work.file.sha256:
                yield Reason("the submission changed", f"{work.path} is not what was judged")
        except (BadInput, CourseFault) as error:
            yield Reason("its work cannot be read", str(error))


def of_other_points(found: Iterable[WrittenResult], course: Course) -> list[str]:
    """A sentence for each assignment with results of other points than its questions are worth now."""
    stale: Counter[str] = Counter()
    worth: dict[str, dict[str, float] | None] = {}
    for result in found:
        name = result["assignment"]
        if name not in worth:
            worth[name] = _worth(course, name)
        if worth[name] not in (None, {each["id"]: each["max_score"] for each in result["questions"]}):
            stale[name] += 1
    return [
        f"{name}: {count} result{'' if count == 1 else 's'} of other points than assignment.toml has now; scores are "
        "as they were: `autograder regrade submitted` shows who changes"
        for name, count in sorted(stale.items())
    ]


def _worth(course: Course, name: str) -> dict[str, float] | None:
    """What each question is worth now; None where the course does not say."""
    try:
        return {question.id: float(question.points) for question in course.assignment(name).questions}
    except (BadInput, CourseFault, OSError):
        return None
