"""An assignment as students have it at home, without a folder: its public checks run on a file in this process."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import signal
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared import ROOT

from autograder.checks.cases import PUBLIC_SEED, Cases
from autograder.checks.collect import collect
from autograder.checks.recorded import Recorded
from autograder.core.model import Assignment, Check
from autograder.course import submission_file
from autograder.course.course import EXPECTED, Course, released
from autograder.isolation.worker import fake_packages
from autograder.judge import shrink
from autograder.results.result_json import result_json
from autograder.student.local import LocalRun, small_cases, staged

COURSE = Course(ROOT)
FIELDS = ("verdict", "message", "hint", "diagnosis", "expected", "got", "where", "counterexample", "notes")


def take_time() -> None:
    """From here on smaller inputs are looked for as long as it takes: what is compared, no busy machine may change."""
    shrink.SECONDS = 60.0


def public(result: Mapping[str, Any], questions: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
    """By check, what a student reads of the public ones of these questions, or of all. Not of what was carried, of which
    students at home read a sentence alone."""
    asked = (each for each in result["questions"] if questions is None or each["id"] in questions)
    asked = (each for each in asked if "carried" not in each)
    checks = (check for question in asked for check in question["checks"])
    return {
        check["id"]: {field: check[field] for field in FIELDS} for check in checks if check["visibility"] == "public"
    }


def in_a_process(make: Callable[[], dict[str, Any]], seconds: int) -> dict[str, Any]:
    """What `make` returns within that time, in a process forked from this one that ends with it: student code runs there."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        signal.alarm(seconds)
        made = json.dumps(make()).encode()
        with open(writing, "wb") as pipe:
            pipe.write(made)
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        made = pipe.read()
    os.waitpid(pid, 0)
    assert made, "the process ended before it had a result"
    found: dict[str, Any] = json.loads(made)
    return found


@dataclass
class Homework:
    """A released assignment, its cases drawn and its right answers known, as all home runs share them."""

    assignment: Assignment
    checks: list[Check]
    small: Mapping[str, Any]
    cases: Cases
    answers: Recorded | None = None

    @classmethod
    def released(cls, name: str) -> Homework:
        """As students have it: with the answers that were recorded when it was released."""
        folder = ROOT / "release" / name
        assignment, _, small = released(folder)
        asked = {question.id for question in assignment.questions}
        checks = [each for each in collect(folder, ["test_public.py"], assignment) if each.question in asked]
        return cls(assignment, checks, small, Cases(PUBLIC_SEED), Recorded.of(folder / EXPECTED))

    @classmethod
    def of(cls, name: str) -> Homework:
        assignment, folder = COURSE.assignment(name), COURSE.folder(name)
        asked = {question.id for question in assignment.questions}
        checks = [each for each in collect(folder, ["test_public.py"], assignment) if each.question in asked]
        lesson = folder / f"{name}.py"
        homework = cls(assignment, checks, small_cases(lesson, assignment, checks), Cases(PUBLIC_SEED))
        with fake_packages.lent():
            homework.run(lesson)
        return homework

    def run(self, path: Path) -> dict[str, Any]:
        """The result of a student's own run, in this process."""
        work, seconds = submission_file.read(path), self.assignment.limits.load_seconds
        ids = [question.id for question in self.assignment.questions]
        load = functools.partial(staged, work, seconds, ids, self.assignment.framework)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            mine = LocalRun(self.assignment, load(), path.name, small=self.small, load=load, answers=self.answers)
            mine.checks, mine.cases = self.checks, self.cases
            mine.run(self.checks)
            return result_json(mine.result())
