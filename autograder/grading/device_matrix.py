"""One submission on every device and in every dtype that its checks ask for: one verdict a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from autograder.checks.oracle import devices_here
from autograder.core.model import Result, Verdict, worst
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.results.wording import words

DEVICES = ("cpu", "cuda")
DEFAULT_DTYPE = "float64"  # of the checks that name none, as everywhere in the course

Cells = Mapping[tuple[str, str, str], str]  # (question, device, dtype) -> verdict


def cells(results: Sequence[Result]) -> Cells:
    """The worst verdict of each question's checks, by the device they ran on and the dtype they asked for."""
    found = {}
    for result in results:
        for question in result.questions:
            by_dtype: dict[str, list[Verdict]] = {}
            for check in question.checks:
                by_dtype.setdefault(str(check.check.params.get("dtype", DEFAULT_DTYPE)), []).append(check.verdict)
            for dtype, verdicts in by_dtype.items():
                found[question.question.id, result.device, dtype] = str(worst(verdicts))
    return found


def main(task: Task, settings: Settings, console: Console) -> int:
    """Grade the task on each device that is here and print the table; 0 where all of it passed, else 1."""
    here = devices_here()
    found = cells([_grade(task, replace(settings, device=device)) for device in DEVICES if device in here])
    dtypes = sorted({dtype for _, _, dtype in found}, reverse=True)
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("question")
    columns = [(device, dtype) for device in DEVICES for dtype in dtypes]
    for device, dtype in columns:
        table.add_column(f"{device} {dtype}")
    for question in dict.fromkeys(question for question, _, _ in found):
        table.add_row(
            question,
            *(
                words(found[question, device, dtype]) if (question, device, dtype) in found else "–"
                for device, dtype in columns
            ),
        )
    console.print(table)
    absent = [device for device in DEVICES if device not in here]
    if absent:
        console.print(f"\n– stands for what did not run: there is no {', '.join(absent)} device here", style="dim")
    return 0 if all(verdict == "passed" for verdict in found.values()) else 1


def _grade(task: Task, settings: Settings) -> Result:
    bench = Bench(settings)
    try:
        return bench.grade(task)
    finally:
        bench.supervisor.close()
