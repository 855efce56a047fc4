"""Milliseconds a submission, where they go, and the floor beside them.

The class is planted work, right and wrong in turn, none of it hostile, since a loop measures only its own limit.
The floor is what no judge can go below: the fork of a warm worker, and the same checks calling the same functions
directly in one process, expected values already known. Peer and floor are taken alternately. Medians throughout, of
right and of wrong work apart: the figure is halfway between the two.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.checks.cases import Cases
from autograder.checks.check_run import Failure, call_check
from autograder.checks.collect import collect
from autograder.core.files import write_whole
from autograder.core.model import Check, Finding, Verdict
from autograder.course import submission_file, submitted
from autograder.course.course import Course
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.grading.verify import planted
from autograder.isolation.worker.calls import CallResult, Order
from autograder.isolation.worker.stage import Stage, fresh_namespace
from autograder.judge.judge import Judge
from autograder.judge.ports import StudentError
from autograder.judge.submission import Submission
from autograder.judge.verdicts import QuestionRun
from autograder.results import store
from autograder.results.result_json import result_json

ASSIGNMENTS = ("hw4_loss", "hw5_backprop")
SIZES = (1, 100, 1000)
FORK = """
import os, statistics, sys, time
import numpy as np
np.linalg.svd(np.ones((4, 4)))
took = []
for _ in range(200):
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    took.append(time.perf_counter() - started)
print(statistics.median(took))
"""
IMPORT = "import numpy, torch, pytest, msgpack, rich.console"


class Direct:
    """A port without a wire: the floor's."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.objects = stage, list[Any]()

    def call(self, order: Order, seconds: float | None, ask: Callable[..., Any]) -> CallResult:
        owner = order.owner
        code = self.stage.namespace[order.name] if owner is None else getattr(self.objects[owner], order.name)
        value = code(*order.args, **order.kwargs)
        if order.keep:
            self.objects.append(value)
            value = len(self.objects) - 1
        return CallResult(value, [], [])

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        return [getattr(self.objects[owner], name) for name in names]

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        for name, value in values.items():
            setattr(self.objects[owner], name, value.copy())

    def from_student(self, error: BaseException) -> StudentError | None:
        """What a check says by itself is a `Failure`; all else came out of student code, since the checks are right."""
        return None if isinstance(error, Failure) else StudentError(self.stage.trouble(error))


def class_of(course: Course, name: str, size: int) -> list[submitted.Task]:
    """Accepted and wrong work in turn, each under its own student."""
    work = planted(course, course.assignment(name))
    by_kind = [itertools.cycle([each.path for each in work if each.kind == kind]) for kind in ("accepted", "wrong")]
    return [submitted.Task(f"s{number:05d}", name, next(by_kind[number % 2])) for number in range(size)]


def hand_in(tasks: Iterable[submitted.Task], tree: Path) -> Path:
    """Lay out the class as an instructor has it: <student>/<assignment>/<assignment>.py."""
    for task in tasks:
        folder = tree / task.student / task.assignment
        folder.mkdir(parents=True)
        (folder / f"{task.assignment}.py").write_bytes(task.path.read_bytes())
    return tree


def grading(tree: Path, out: Path, jobs: int) -> list[str]:
    """The command that grades it."""
    return [sys.executable, "-m", "autograder.cli", "grade", str(tree), "--out", str(out), "--jobs", str(jobs)]


def measure_class(course: Course, name: str, size: int) -> dict[str, float]:
    """One judge's milliseconds a submission, by part."""
    settings = Settings(course.root, 1)
    bench = Bench(settings)
    bench.judge(name)
    parts: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as out:
        for task in class_of(course, name, size):
            started = time.perf_counter()
            result = bench.grade(task)
            graded = time.perf_counter()
            write_whole(store.readable_json(result_json(result)), Path(out) / task.result_path)
            ended = time.perf_counter()
            for part, took in {**result.timings, "output": ended - graded, "total": ended - started}.items():
                parts.setdefault(part, []).append(took)
    bench.supervisor.close()
    return {part: typical(took) for part, took in parts.items()}


def typical(took: Sequence[float]) -> float:
    """Milliseconds of right and wrong work in turn: halfway between the medians of the two."""
    medians = [statistics.median(kind) for kind in (took[::2], took[1::2]) if kind]
    return 1000 * statistics.mean(medians)


def found(check: Check, submission: Submission, judge: Judge) -> Finding:
    """What one check finds, by itself."""
    run = QuestionRun(judge.assignment.question(check.question), judge.assignment.limits.question_seconds)
    with run.deciding(check, submission):
        call_check(check, submission, judge.cases)
    return run.outcomes[check.id].finding


def measure_floor(course: Course, name: str) -> tuple[float, float]:
    """Milliseconds of a warm fork, and of the checks on the same class without process or wire."""
    fork = float(subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True).stdout)
    assignment = course.assignment(name)
    checks = collect(course.folder(name), ["test_public.py", "test_hidden.py"], assignment)
    judge = Judge(assignment, checks, Cases(1))
    ids = [question.id for question in assignment.questions]
    took = []
    works = [task.path for task in class_of(course, name, 250)]  # all planted work
    with contextlib.redirect_stdout(None), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what students print and overflow is theirs
        for path in (works[0], *works):
            stage = Stage(fresh_namespace("floor"))
            stage.load(list(submission_file.read(path).cells), 10, isolated=True)
            started = time.perf_counter()
            for check in checks:
                if check.question in ids and stage.state(check.question)[0] == "there":
                    finding = found(check, Submission(Direct(stage), assignment), judge)
                    if not took and finding.verdict is not Verdict.PASSED:
                        raise RuntimeError(f"{path}, right work, does not pass {check.id}: {finding.message}")
            took.append(time.perf_counter() - started)
    return 1000 * fork, typical(took[1:])


def measure_command(course: Course, name: str, size: int, jobs: int) -> float:
    """Seconds of wall time of the command on a class tree, start-up included."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = hand_in(class_of(course, name, size), Path(scratch) / "submitted")
        command = grading(tree, Path(scratch) / "out", jobs)
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=course.root)
        return time.perf_counter() - started


def measure_home(course: Course, name: str, rounds: int = 5) -> tuple[float, float]:
    """Seconds of a student's warm `make test` on the solution, and of importing what it needs, taken in turn."""
    released = course.root / "release" / name
    solution = course.root / "solutions" / name / f"{name}.py"
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    test, bare = [], []
    for _ in range(rounds + 1):
        for took, command in (
            (test, ["-m", "pytest", "-p", "autograder.student.plugin", f"--submission={solution}"]),
            (bare, ["-c", IMPORT]),
        ):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-B", *command], cwd=released, env=environment, check=True, stdout=subprocess.DEVNULL
            )
            took.append(time.perf_counter() - started)
    return statistics.median(test[1:]), statistics.median(bare[1:])


def measure_watch(course: Course, name: str, rounds: int = 5) -> float:
    """Seconds from a save of the solution to its new verdict in `make watch`, the next run standing by."""
    took = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = shutil.copytree(course.root / "release" / name, Path(scratch) / name)
        solution = (course.root / "solutions" / name / f"{name}.py").read_text(encoding="utf-8")
        command = [sys.executable, "-m", "autograder.cli", "watch"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as watch:
            assert watch.stdout
            next(line for line in watch.stdout if "waiting for a save" in line)
            for saves in range(rounds):
                time.sleep(6)  # until the next run stands by
                (folder / f"{name}.py").write_text(solution + saves * "\n", encoding="utf-8")
                saved = time.perf_counter()
                next(line for line in watch.stdout if "waiting for a save" in line)
                took.append(time.perf_counter() - saved)
            watch.send_signal(signal.SIGINT)
    return statistics.median(took)


def report(course: Course, sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    cores = len(os.sched_getaffinity(0))
    yield "## One judge, milliseconds a submission\n"
    yield "Planted work, right and wrong in turn. *start* forks and locks a worker, *load* reads and runs the student's file,"
    yield "*answers* is the student's code with the wire under it, *judge* draws, compares and explains, *smaller* shows what"
    yield "was found on the smallest inputs (of code that could remember them in a second worker), *output* writes the JSON,"
    yield "and the *total* has what was judged again with an earlier mistake right, too. *floor* is the fork of a warm worker"
    yield "and the same checks calling the same code directly, without process or wire, and without smaller inputs. Each figure"
    yield "is halfway between the median of right and of wrong work.\n"
    yield "| assignment | submissions | start | load | answers | judge | smaller | output | total | floor (fork + checks) | total / floor |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for name in ASSIGNMENTS:
        for size in sizes:
            fork, checks = measure_floor(course, name)
            ms = measure_class(course, name, size)
            parts = " | ".join(
                f"{ms[part]:.1f}" for part in ("start", "load", "answers", "judge", "smaller", "output", "total")
            )
            yield (
                f"| {name} | {size:,} | {parts} | {fork + checks:.1f} ({fork:.1f} + {checks:.1f}) "
                f"| {ms['total'] / (fork + checks):.1f} |"
            )
    yield "\nThe aim is 1.5 times the floor. What stands above it: turn-taking, since each of the 30 (hw4) to 144 (hw5) requests"
    yield "wakes another process and is encoded on both sides (*answers*); a fresh process touching its memory for the first"
    yield "time (*load*, *answers*); reading the file (*load*); smaller inputs, and errors carried forward. Naming mistakes is in"
    yield "the floor as well as in *judge*.\n"
    yield "\n## The whole command\n"
    yield "`autograder grade` on a class tree, start-up, reference check and progress bar included.\n"
    yield "| assignment | submissions | judges | seconds | milliseconds a submission |"
    yield "|---|---|---|---|---|"
    for size in sizes:
        for jobs in sorted({1, cores}):
            seconds = measure_command(course, "hw4_loss", size, jobs)
            yield f"| hw4_loss | {size:,} | {jobs} | {seconds:.1f} | {1000 * seconds / size:.1f} |"
    yield "\n## A student's `make test`\n"
    yield "Warm, on the solution, against the bare import of NumPy, PyTorch, pytest, msgpack and rich, taken in turn; and the"
    yield "time from a save to its new verdict in `make watch`.\n"
    yield "| assignment | make test, seconds | bare import, seconds | ratio | make watch, seconds | of make test |"
    yield "|---|---|---|---|---|---|"
    for name in ASSIGNMENTS:
        test, bare = measure_home(course, name)
        save = measure_watch(course, name)
        yield f"| {name} | {test:.2f} | {bare:.2f} | {test / bare:.2f} | {save:.2f} | {save / test:.2f} |"
