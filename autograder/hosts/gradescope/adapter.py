"""What happens in Gradescope's container: one submission is marked, and `results.json` says what its student may see.

    <root>/source/      the zip                    <root>/submission/                what was handed in
    <root>/results/     where results.json goes    <root>/submission_metadata.json   what Gradescope knows of it

Gradescope takes the number that it is given. So where this machine, the course or a check is at fault, the score that
the student already had is written again; where there is none no score is written, which staff see as a failed run.
Work that cannot be read is its student's to hand in again: without an earlier score it gets the 0 that Gradescope asks
for, and the sentence that says why.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.core.files import write_whole
from autograder.core.model import BadInput, CourseFault
from autograder.core.numbers import exact_points
from autograder.core.open_folder import opened
from autograder.core.sanitize import clean
from autograder.course.course import HANDED_OUT, Course
from autograder.course.submitted import Task, Work
from autograder.course.taken import take
from autograder.grading import runner
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.hosts.gradescope.settings import NAME, PackageSettings
from autograder.hosts.gradescope.submission import earlier_score
from autograder.hosts.reports.gradescope import as_json, results
from autograder.hosts.reports.view import as_number, of_points, report, without_folders
from autograder.isolation.supervisor import ZygoteLost
from autograder.results.result_json import ResultJson

STUDENT = "submission"  # nobody's name: whose it is, is Gradescope's to know
_OURS = "This submission was not marked. That is not your fault, and the staff can see it. "
_KEPT = "The score is that of your earlier submission."
_NONE = "There is no score yet."


@dataclass(frozen=True)
class Container:
    """The folders that Gradescope makes, below `root`."""

    root: Path

    @property
    def source(self) -> Path:
        return self.root / "source"

    @property
    def submission(self) -> Path:
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        return self.root / "submission_metadata.json"

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    def settings(self) -> PackageSettings:
        """`CourseFault` where the package's own file is not as it was made."""
        try:
            return PackageSettings.parse((self.source / NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CourseFault(f"{self.source / NAME} cannot be read: {error}") from None


class _Unmarked(Exception):
    """Why there is no mark: a sentence for the student, and one for staff."""

    def __init__(self, student: str, staff: str, floor: float | None = None) -> None:
        super().__init__(staff)
        self.student, self.staff, self.floor = student, staff, floor


def check(container: Container) -> str:
    """When the image is built: does the reference pass, and how well are workers isolated? `CourseFault` where not.

    The machine that builds need not be one that marks, so isolation that is too little is only said.
    """
    package = container.settings()
    bench = Bench(_settings(container, package))
    try:
        judge = bench.judge(package.assignment)
    except BadInput as refusal:
        return f"where this image is built, {refusal}; on the machines that mark it may be otherwise"
    finally:
        bench.close()
    return f"{package.assignment} is ready: its reference has {judge.assignment.max_score} points"


def mark(container: Container) -> str:
    """Mark the submission and write its results; the sentences for staff. Never raises for what a submission is."""
    before = earlier_score(container.metadata)
    stopped = _OURS + "The grader was stopped while it marked it."
    write_whole(as_json(_unmarked(stopped, before)), container.results)
    try:
        result = _marked(container)
        made, said = results(report(result, "student"), visible=True), _summary(result)
        if result["score"] is None:
            made = _unmarked(made["output"], before) | {"tests": made["tests"]}
    except _Unmarked as why:
        made, said = _unmarked(why.student, why.floor if before is None else before), why.staff
    write_whole(as_json(made), container.results)
    return said


def _marked(container: Container) -> ResultJson:
    with tempfile.TemporaryDirectory() as room:  # root's alone: a result says what hidden checks found
        try:
            package = container.settings()
            settings = _settings(container, package)
            task = Task(STUDENT, package.assignment, Path(room) / "submitted" / STUDENT / package.assignment)
            _copy(container, task)
            (row,) = runner.run([task], settings, Path(room) / "results", 1, whole=True)
        except (BadInput, CourseFault, ZygoteLost, OSError) as fault:
            raise _Unmarked(_OURS, f"not marked: {fault}") from fault
    if "problem" in row:
        raise _Unmarked(_OURS, f"not marked: {row['fault'] or row['problem']}")
    return row


def _settings(container: Container, package: PackageSettings) -> Settings:
    return Settings(container.source / "course", package.seed, isolation=package.isolation)


def _copy(container: Container, task: Task) -> None:
    """Take the work out of what was handed in. `_Unmarked` where there is none that can be read."""
    task.path.mkdir(parents=True)
    with opened(container.submission) as folder:
        taken = take(folder, task.assignment, HANDED_OUT)
    for name, content in taken.files.items():
        target = task.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    try:
        _ = Work(Course(container.source / "course"), task.assignment, task.path).file
    except BadInput as why:
        said = without_folders(str(why).replace(f"{task.path}: ", ""))
        more = f" Left out: {taken.left_out}." if taken.left_out else ""
        raise _Unmarked(
            f"Your work cannot be read: {said}.{more} Hand it in again.", f"not marked: {said}", 0.0
        ) from why


def _unmarked(said: str, score: float | None) -> dict[str, Any]:
    """The results of a submission without a mark; `score` stands for it meanwhile."""
    points = exact_points(score)
    more = _NONE if points is None else _KEPT if points else ""
    return {
        **({} if points is None else {"score": as_number(points)}),
        "output": clean(f"{said.strip()}\n{more}".strip(), 4000),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "visibility": "visible",
        "tests": [],
        "extra_data": {"marked": False, "reason": clean(said.strip(), 400)},
    }


def _summary(result: ResultJson) -> str:
    earned = of_points(exact_points(result["score"]), exact_points(result["max_score"]))
    about = f"{earned}, isolation {result['isolation']}, {result['seconds']:.1f} s"
    return "\n".join([about, *result.get("for_staff", [])])
