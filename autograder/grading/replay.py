"""One student's result again: the same cases from the same seed, the failing checks with both values. For staff.

Nothing is written, and no input is made smaller: the finding has what the judge saw, of hidden checks too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.checks.oracle import devices_here
from autograder.core.model import BadInput
from autograder.core.sanitize import clean
from autograder.course.course import Course
from autograder.course.submitted import Task, Work
from autograder.grading.bench import Bench
from autograder.grading.outdated import reasons
from autograder.grading.settings import Settings
from autograder.results import store
from autograder.results.result_json import CheckJson, ResultJson, result_json


@dataclass(frozen=True)
class CheckTwice:
    """A check that failed then or now; `then` is None where the result does not have it."""

    then: CheckJson | None
    now: CheckJson

    @property
    def same(self) -> bool:
        return self.then is not None and self.then["verdict"] == self.now["verdict"]


@dataclass(frozen=True)
class Replay:
    """A result, the work judged again, what came of it, and in a sentence each why the result no longer holds."""

    before: ResultJson
    after: ResultJson
    work: Path
    changes: tuple[str, ...]

    @property
    def checks(self) -> list[CheckTwice]:
        """Those that failed in one of the runs, or in both."""
        return list(_failing(self.before, self.after))

    @property
    def failing(self) -> int:
        """How many checks fail now."""
        return sum(each.now["verdict"] != "passed" for each in self.checks)

    @property
    def same(self) -> bool:
        """Whether every check comes out as it did."""
        return all(each.same for each in self.checks)


def replay(course: Course, path: Path, submission: Path | None, isolation: str) -> Replay:
    """Run a result's checks again, on the work in `submission` or else where nbgrader has it.

    `BadInput` where the result, the work or the device is not there.
    """
    before = store.read(path)
    if "problem" in before:
        raise BadInput(f"{path}: there is nothing to replay, the work could not be judged: {before['problem']}")
    student, assignment = before["student"], before["assignment"]
    work = submission or course.root / "submitted" / student / assignment
    if not work.exists():
        raise BadInput(f"{work} is not there; name the work of {clean(student, 60)} with --submission PATH")
    if before["device"] not in devices_here():
        raise BadInput(
            f"{path} was judged on the device {clean(before['device'], 20)}, which this machine does not have"
        )
    settings = Settings(course.root, before["seed"], before["device"], isolation)
    bench = Bench(settings)
    handed_in = Work(bench.course, assignment, work)
    try:
        after = result_json(bench.grade(Task(student, assignment, work), handed_in, smaller=False))
    finally:
        bench.close()
    changes = reasons(before, bench.course, work=handed_in, settings=settings)
    return Replay(before, after, work, tuple(reason.sentence for reason in changes))


def _failing(before: ResultJson, after: ResultJson) -> Iterator[CheckTwice]:
    then = {check["id"]: check for question in before["questions"] for check in question["checks"]}
    for check in (check for question in after["questions"] for check in question["checks"]):
        old = then.get(check["id"])
        if check["verdict"] != "passed" or (old is not None and old["verdict"] != "passed"):
            yield CheckTwice(old, check)
