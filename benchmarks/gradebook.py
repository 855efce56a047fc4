"""A class into nbgrader's gradebook: stock `nbgrader autograde`, the same with our judge, `autograder grade --gradebook`.

Stock nbgrader gets its best: its own kernel and Execute; asserts in the released notebook that make the very calls our
checks make, on the same inputs, with the answers known beforehand; no PyTorch to import, no picture to draw, nothing
drawn or explained. The submissions are the same notebooks for all three.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbgrader.api import Gradebook
from submissions import Direct, class_of, found

from autograder.checks.cases import Cases
from autograder.checks.collect import collect
from autograder.core.model import Verdict
from autograder.course import submission_file
from autograder.course.course import Course
from autograder.isolation.worker.calls import CallResult, Order
from autograder.isolation.worker.stage import Stage, fresh_namespace
from autograder.judge.judge import Judge
from autograder.judge.submission import Submission
from autograder.student import release

NAME = "hw4_loss"
SIZES = (20, 200)
STOCK = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n"
# What a teacher would write to compare answers: a list of numbers for each part of one.
PARTS = """
def agree(got, expected):
    got = [np.asarray(part, float) for part in (got if isinstance(got, (tuple, list)) else (got,))]
    assert len(got) == len(expected)
    for mine, right in zip(got, expected):
        np.testing.assert_allclose(mine.ravel(), np.ravel(right), rtol=1e-6, atol=1e-9)
"""
ASSERTS = f"""import json
{PARTS}
for arguments, options, expected in json.load(open("calls.json"))["{{question}}"]:
    arguments = [np.array(value) if isinstance(value, list) else value for value in arguments]
    agree({{question}}(*arguments, **options), expected)
"""
# Runs nbgrader's command with clocks around its parts, each without what it calls of the others.
CLOCKS = """
import collections, json, sys, time
spent, calls, inside = collections.Counter(), collections.Counter(), []

def clock(owner, name, part):
    inner = getattr(owner, name)
    def timed(*arguments, **options):
        inside.append(0.0)
        started = time.perf_counter()
        try:
            return inner(*arguments, **options)
        finally:
            took = time.perf_counter() - started
            spent[part] += took - inside.pop()
            calls[part] += 1
            if inside:
                inside[-1] += took
    setattr(owner, name, timed)

import shutil
from nbgrader.api import Gradebook
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata
from autograder.gradebook.pipeline import Judge, SaveScores
clock(Gradebook, "__init__", "opening the gradebook")
clock(shutil, "copy", "copying files")
clock(Autograde, "set_permissions", "copying files")
clock(Judge, "preprocess", "the judge")
for step in (SaveScores, AssignLatePenalties, CheckCellMetadata):
    clock(step, "preprocess", "rows and penalties")
clock(Autograde, "init_assignment", "student, submission and notebook looked up")
clock(Autograde, "convert_single_notebook", "the notebook read, checked and written, twice")
try:
    NbGraderApp.launch_instance(sys.argv[1:])
finally:
    print(json.dumps([spent, calls]))
"""


class Recording(Direct):
    """A port that notes each call and its answer."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.calls: dict[str, list[Any]] = {}

    def call(self, order: Order, *rest: Any) -> CallResult:
        args, options = copy.deepcopy((order.args, dict(order.kwargs)))
        answer = super().call(order, *rest)
        parts = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        plain = [[np.asarray(each).tolist() for each in args], options, [np.asarray(part).tolist() for part in parts]]
        self.calls.setdefault(order.name, []).append(plain)
        return answer


def calls_of_the_checks(course: Course) -> dict[str, list[Any]]:
    """Question -> the calls that our checks make on the reference solution, with its answers."""
    assignment, folder = course.assignment(NAME), course.folder(NAME)
    stage = Stage(fresh_namespace("reference"))
    with contextlib.redirect_stdout(None):  # the lesson's own check cells find no released folder
        stage.load(list(submission_file.read(folder / f"{NAME}.py").cells), 10, isolated=True)
    port = Recording(stage)
    checks = collect(folder, ["test_public.py", "test_hidden.py"], assignment)
    judge = Judge(assignment, checks, Cases(1))
    ids = [question.id for question in assignment.questions]
    for check in checks:
        if check.question in ids:
            finding = found(check, Submission(port, assignment), judge)
            if finding.verdict is not Verdict.PASSED:
                raise RuntimeError(f"the solution does not pass {check.id}: {finding.message}")
    return port.calls


def our_course(course: Course, root: Path) -> None:
    """A course as an instructor has it, released and known to its gradebook."""
    shutil.copytree(course.folder(NAME), root / "assignments" / NAME)
    shutil.copy(course.root / "nbgrader_config.py", root)
    with tempfile.TemporaryDirectory() as scratch:
        release.generate(Course(root), [NAME], Path(scratch))
        release.publish(Course(root), [NAME], Path(scratch), strangers=True)
    nbgrader(root, "generate_assignment", NAME, "--force")


def stock_course(course: Course, root: Path) -> None:
    """The same homework as nbgrader's documentation has it."""
    folder, lesson = root / "source" / NAME, course.lesson(NAME)
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(STOCK)
    (folder / "calls.json").write_text(json.dumps(calls_of_the_checks(course)))
    book = lesson.notebook()
    ids = set(lesson.check_cells)  # each question's id is its cell's name: this homework asks for plain functions
    kept = [nbformat.v4.new_code_cell("import numpy as np")]
    for cell in book.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in ids:
            cell.source = ASSERTS.replace("{question}", name)
        if cell.cell_type == "markdown" or name.removeprefix("answer-") in ids:
            kept.append(cell)
    book.cells = kept
    nbformat.write(book, folder / f"{NAME}.ipynb")
    nbgrader(root, "generate_assignment", NAME)


def hand_in(course: Course, root: Path, size: int) -> None:
    """Accepted and wrong work in turn, each in the notebook that this course handed out."""
    released = json.loads((root / "release" / NAME / f"{NAME}.ipynb").read_text())
    for task in class_of(course, NAME, size):
        book, whole = copy.deepcopy(released), f"import numpy as np\n{task.path.read_text()}"
        for cell in book["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("answer-"):
                cell["source"], whole = whole, "# see above"
        folder = root / "submitted" / task.student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(json.dumps(book))


def nbgrader(root: Path, *arguments: str) -> tuple[float, list[float]]:
    """One of nbgrader's commands: its seconds, and when it said that it began with a submission."""
    began = []
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments]
    # nbgrader calls alembic by its bare name.
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        log = []
        for line in running.stderr:
            log.append(line)
            if "Creating/updating student" in line:
                began.append(time.perf_counter())
    if running.returncode:
        raise RuntimeError("".join(log[-20:]))
    return time.perf_counter() - started, began


def autograde(root: Path) -> tuple[float, float]:
    """Seconds of `nbgrader autograde`, and the median of a submission's."""
    seconds, began = nbgrader(root, "autograde", NAME)
    return seconds, statistics.median(b - a for a, b in itertools.pairwise(began))


def at_once(root: Path) -> tuple[float, float]:
    """Seconds of `autograder grade --gradebook`, and a submission's: between results, and its share of the rows."""
    for left in ("results", "autograded"):
        shutil.rmtree(root / left, ignore_errors=True)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for student in list(book.students):
            book.remove_student(student.id)
    command = [sys.executable, "-m", "autograder.cli", "grade", "submitted", "--gradebook"]
    started = time.perf_counter()
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    ended = time.time()
    seconds = time.perf_counter() - started
    written = sorted(path.stat().st_mtime for path in (root / "results").rglob("*.json"))
    return seconds, statistics.median(b - a for a, b in itertools.pairwise(written)) + (ended - written[-1]) / len(
        written
    )


def refuse_unlike(course: Course, stock: Path, ours: Path, size: int) -> None:
    """Both must have given right work full marks, and some wrong work less, or the comparison means nothing."""
    right = [task.student for task in class_of(course, NAME, size) if task.path.parent.name in ("accepted", NAME)]
    for root in (stock, ours):
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
            scores = {each.student_id: each.score for each in book.assignment_submissions(NAME)}
        least = min(scores.values())
        if len(scores) != size or any(abs(scores[student] - 100) > 1e-6 for student in right) or least > 50:
            raise RuntimeError(f"{root.name}: marks are not as planted: {scores}")


def parts_of(root: Path) -> tuple[dict[str, float], dict[str, int]]:
    """Part -> seconds, and how often, in one `nbgrader autograde --force` with our judge."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CLOCKS, "autograde", NAME, "--force"],
        cwd=root, check=True, capture_output=True, text=True,
    )  # fmt: skip
    spent, calls = json.loads(done.stdout.splitlines()[-1])
    return spent, calls


def report(course: Course, sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    cores = len(os.sched_getaffinity(0))
    yield "## Into nbgrader's gradebook\n"
    yield f"{NAME}, planted work as notebooks, right and wrong in turn, every way into an SQLite gradebook. Stock `nbgrader"
    yield "autograde` starts its kernel and runs asserts that make the calls of our checks on the same inputs, with the answers"
    yield "known beforehand: no PyTorch, no picture, and no isolation. *median* is from one submission to the next."
    yield f"`autograder grade --gradebook` uses {cores} judges; its median has its share of the rows.\n"
    yield "| submissions | way | whole command, seconds | median, seconds a submission | stock / this |"
    yield "|---|---|---|---|---|"
    parts: tuple[dict[str, float], dict[str, int]] = ({}, {})
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            stock, ours = Path(scratch) / "stock", Path(scratch) / "ours"
            for root, make in ((stock, stock_course), (ours, our_course)):
                root.mkdir()
                make(course, root)
                hand_in(course, root, size)
            rows = {"stock `nbgrader autograde`": autograde(stock), "`nbgrader autograde`, our judge": autograde(ours)}
            refuse_unlike(course, stock, ours, size)
            if size == sizes[0]:
                parts = parts_of(ours)
            rows["`autograder grade --gradebook`"] = at_once(ours)
        first = rows["stock `nbgrader autograde`"][1]
        for way, (seconds, median) in rows.items():
            yield f"| {size} | {way} | {seconds:.1f} | {median:.3f} | {first / median:.1f} |"
    spent, calls = parts
    yield f"\nWhere a submission's time goes in `nbgrader autograde` with our judge ({sizes[0]} submissions, clocks in the process):\n"
    yield "| part | milliseconds a submission | calls a submission |"
    yield "|---|---|---|"
    for part in sorted(spent, key=lambda part: -spent[part]):
        yield f"| {part} | {1000 * spent[part] / sizes[0]:.1f} | {calls[part] / sizes[0]:.0f} |"
