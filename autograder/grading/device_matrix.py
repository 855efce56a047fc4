"""One submission on every device and in every dtype that its checks ask for: one verdict a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.checks.oracle import devices_here
from autograder.core.model import Result, Verdict, worst
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings

DEVICES = ("cpu", "cuda")
DEFAULT_DTYPE = "float64"  # of the checks that name none, as everywhere in the course

Cells = Mapping[tuple[str, str, str], Verdict]  # (question, device, dtype) -> verdict


@dataclass(frozen=True)
class Matrix:
    """The verdicts that there are, and the devices that this machine does not have."""

    cells: Cells
    absent: tuple[str, ...]

    @property
    def questions(self) -> list[str]:
        return list(dict.fromkeys(question for question, _, _ in self.cells))

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Each device with each dtype, whether it was there or not."""
        dtypes = sorted({dtype for _, _, dtype in self.cells}, reverse=True)
        return [(device, dtype) for device in DEVICES for dtype in dtypes]

    @property
    def passed(self) -> bool:
        return all(verdict is Verdict.PASSED for verdict in self.cells.values())


def device_matrix(task: Task, settings: Settings) -> Matrix:
    """Grade the task on each device that is here."""
    here = devices_here()
    results = [_grade(task, replace(settings, device=device)) for device in DEVICES if device in here]
    return Matrix(cells(results), tuple(device for device in DEVICES if device not in here))


def cells(results: Sequence[Result]) -> Cells:
    """The worst verdict of each question's checks, by the device they ran on and the dtype they asked for."""
    found = {}
    for result in results:
        for question in result.questions:
            by_dtype: dict[str, list[Verdict]] = {}
            for check in question.checks:
                by_dtype.setdefault(str(check.check.params.get("dtype", DEFAULT_DTYPE)), []).append(check.verdict)
            for dtype, verdicts in by_dtype.items():
                found[question.question.id, result.device, dtype] = worst(verdicts)
    return found


def _grade(task: Task, settings: Settings) -> Result:
    bench = Bench(settings)
    try:
        return bench.grade(task)
    finally:
        bench.supervisor.close()
