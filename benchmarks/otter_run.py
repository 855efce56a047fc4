"""`otter run` beside `autograder grade`: the same submissions, the same calls, no gradebook on either side.

otter-grader gets its best: a fresh kernel in the student's own process, no container, and tests that make the calls of
our checks with the answers known beforehand. It is installed into an environment of its own in `build/`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from gradebook import NAME, PARTS, calls_of_the_checks
from submissions import class_of, measure_command

from autograder.course.course import Course

REQUIREMENTS = Path(__file__).with_name("otter.txt")
TEST = (
    """from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points}


@test_case(points=None)
def test_calls({name}):
    import json
    import numpy as np
"""
    + "".join(f"    {line}\n" if line else "\n" for line in PARTS.splitlines())
    + """
    for arguments, options, expected in json.loads({calls!r}):
        arguments = [np.array(value) if isinstance(value, list) else value for value in arguments]
        agree({name}(*arguments, **options), expected)
"""
)


def environment(course: Course) -> Path:
    """Where otter is installed, once."""
    folder = course.root / "build" / "otter"
    if not (folder / "bin" / "otter").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]
        subprocess.run([*pip, "-c", course.root / "constraints.txt"], check=True)
    return folder


def tests(course: Course, path: Path) -> None:
    """Our checks' calls and right answers as otter's autograder zip."""
    calls = calls_of_the_checks(course)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python"}))
        for question in course.assignment(NAME).questions:
            text = TEST.format(name=question.id, points=int(question.points), calls=json.dumps(calls[question.id]))
            archive.writestr(f"tests/{question.id}.py", text)


def measure(course: Course, size: int) -> float:
    """The median of `otter run`'s seconds a submission; right work must have full marks, and some wrong work less."""
    otter = environment(course) / "bin" / "otter"
    took, scores = [], {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tests(course, folder / "autograder.zip")
        for task in class_of(course, NAME, size):
            text = task.path.read_text(encoding="utf-8")
            if "import torch" in text:
                continue  # otter's environment is a small one
            book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text)])
            nbformat.write(book, folder / f"{NAME}.ipynb")
            started = time.perf_counter()
            subprocess.run(
                [otter, "run", "-a", "autograder.zip", "-o", ".", f"{NAME}.ipynb"],
                cwd=folder, check=True, capture_output=True,
            )  # fmt: skip
            took.append(time.perf_counter() - started)
            found = json.loads((folder / "results.json").read_text())["tests"]
            scores[task.path] = sum(each.get("score") or 0 for each in found)
    right = [score for path, score in scores.items() if path.parent.name == "accepted"]
    if set(right) != {100} or min(scores.values()) > 50:
        raise RuntimeError(f"otter's marks are not as planted: {scores}")
    return statistics.median(took)


def report(course: Course, sizes: Sequence[int] = (20, 1000)) -> Iterator[str]:
    """`sizes`: of otter's class, and of ours."""
    few, many = sizes[0], sizes[-1]
    cores = len(os.sched_getaffinity(0))
    yield "## Beside otter-grader\n"
    yield f"{NAME}, planted work, right and wrong in turn. `otter run` has a fresh kernel for each and no container, and its"
    yield "tests make the calls of our checks with the answers known beforehand; ours has full isolation. Ours is the whole"
    yield "command over its class, start-up included.\n"
    yield "| way | submissions | seconds a submission | otter / this |"
    yield "|---|---|---|---|"
    otter = measure(course, few)
    yield f"| `otter run` | {few:,} | {otter:.3f} (median) | 1.0 |"
    for jobs in sorted({1, cores}):
        ours = measure_command(course, NAME, many, jobs) / many
        yield f"| `autograder grade`, {jobs} judges | {many:,} | {ours:.3f} | {otter / ours:.0f} |"
