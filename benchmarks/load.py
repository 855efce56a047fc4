"""A class of ten thousand, a tenth of it hostile: what the whole command takes at its beginning and at its end.

It is graded with `autograder grade`, as an instructor would, its processes watched from outside. Flat means that from
the hundredth submission to the last nothing grows: memory, open files, processes, time. Where anything is more than a
tenth off, the measurement fails.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from submissions import class_of, grading, hand_in

from autograder.core.model import Verdict
from autograder.course.course import Course
from autograder.course.submitted import Task
from autograder.grading.verify import Planted, planted

ASSIGNMENT = "hw4_loss"
WARM = 100  # submissions until everything that is made once is there
SLACK = 1.1


@dataclass(frozen=True)
class Sample:
    """The command and all its processes at one moment."""

    moment: float
    finished: int
    memory: float  # MB, of the largest judge
    files: int  # open in the judge with the most
    processes: int


def mixed(course: Course, size: int) -> Iterator[Task]:
    """Nine that are accepted or wrong, one that is hostile, in turn.

    Of the hostile, those that are stopped by the clock come once in a thousand: they cost their limit and no more.
    """
    hostile = [each for each in planted(course, course.assignment(ASSIGNMENT)) if each.kind == "hostile"]
    slow = [each for each in hostile if Verdict.TIMEOUT in _verdicts(each)]
    quick = itertools.cycle([each.path for each in hostile if each not in slow])
    for number, honest in enumerate(class_of(course, ASSIGNMENT, size)):
        if number % 1000 == 500:
            yield replace(honest, path=slow[number // 1000 % len(slow)].path)
        elif number % 10 == 5:
            yield replace(honest, path=next(quick))
        else:
            yield honest


def _verdicts(each: Planted) -> set[Verdict]:
    return {verdict for promise in each.expected.values() for verdict in promise.verdicts}


def watch(process: subprocess.Popen[bytes], out: Path) -> Iterator[Sample]:
    """Samples until the command ends."""
    while process.poll() is None:
        time.sleep(0.2)
        family = _family(process.pid)
        judges = [pid for pid, line in family.items() if b"worker.zygote" not in line]
        memory = [_memory(pid) for pid in judges]
        files = [_files(pid) for pid in judges]
        finished = sum(1 for _ in os.scandir(out)) if out.is_dir() else 0
        yield Sample(time.monotonic(), finished, max(memory, default=0.0), max(files, default=0), len(family))


def _family(pid: int) -> dict[int, bytes]:
    """A process and its descendants, with their command lines."""
    parents, lines = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            lines[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
    found = [pid]
    for at in found:
        found += [child for child, parent in parents.items() if parent == at]
    return {each: lines[each] for each in found if each in lines}


def _memory(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def _files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def compare(samples: Sequence[Sample], size: int) -> Iterator[tuple[str, float, float]]:
    """(what, soon after the hundredth, at the end), each over a tenth of the class."""
    span = max(WARM, size // 10)
    early = [s for s in samples if WARM <= s.finished <= WARM + span]
    late = [s for s in samples if size - span <= s.finished]
    yield "memory of a judge, MB", statistics.median(s.memory for s in early), statistics.median(s.memory for s in late)
    yield "open files of a judge", max(s.files for s in early), max(s.files for s in late)
    yield "processes", max(s.processes for s in early), max(s.processes for s in late)
    yield "milliseconds a submission", _pace(early), _pace(late)


def _pace(samples: Sequence[Sample]) -> float:
    """Milliseconds a submission, from the last moment of the first to the first of the last: no start, no table."""
    first = max((s for s in samples if s.finished == samples[0].finished), key=lambda s: s.moment)
    last = min((s for s in samples if s.finished == samples[-1].finished), key=lambda s: s.moment)
    return 1000 * (last.moment - first.moment) / max(1, last.finished - first.finished)


def measure(course: Course, size: int, jobs: int) -> list[Sample]:
    """Samples of `autograder grade` on the class."""
    with tempfile.TemporaryDirectory(prefix="load-") as scratch:
        tree, out = hand_in(mixed(course, size), Path(scratch) / "submitted"), Path(scratch) / "out"
        command = [*grading(tree, out, jobs), "--seed", "1"]
        process = subprocess.Popen(command, cwd=course.root, stdout=subprocess.DEVNULL)
        samples = list(watch(process, out))
    if process.returncode:
        raise SystemExit(f"the class was not graded: exit code {process.returncode}")
    return samples


def report(course: Course, sizes: Sequence[int] = (10_000,)) -> Iterator[str]:
    jobs = len(os.sched_getaffinity(0))
    yield "## A large class\n"
    yield f"`autograder grade` on {ASSIGNMENT}: planted work, right and wrong in turn, every tenth submission hostile, one in a"
    yield "thousand an endless loop. Its processes are watched from outside; each column is over a tenth of the class.\n"
    for size in sizes:
        samples = measure(course, size, jobs)
        yield f"{size:,} submissions, {jobs} judges, {samples[-1].moment - samples[0].moment:.0f} seconds, start and table included.\n"
        yield "| | after the hundredth | at the end | ratio |\n|---|---|---|---|"
        ratios = []
        for what, early, late in compare(samples, size):
            ratios.append(late / early)
            yield f"| {what} | {early:.1f} | {late:.1f} | {late / early:.2f} |"
        yield "\n| submissions | milliseconds each | memory of a judge, MB |\n|---|---|---|"
        for first in range(0, size, step := max(WARM, size // 10)):
            part = [s for s in samples if first <= s.finished <= first + step]
            yield f"| {first:,} to {first + step:,} | {_pace(part):.1f} | {statistics.median(s.memory for s in part):.1f} |"
        if max(ratios) > SLACK:
            raise SystemExit(f"not flat within a tenth: {max(ratios):.2f}")
