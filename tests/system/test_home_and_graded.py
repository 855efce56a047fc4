"""The same text gets the same verdicts on the public checks at home and when graded, word for word.

Every planted submission of every assignment is judged both ways, each home run in a forked process of its own. Hostile
work is left out: at home its author owns the process that checks it, and can make it say anything.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import pickle
import signal
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT

from autograder.checks.cases import PUBLIC_SEED, Cases
from autograder.checks.collect import collect
from autograder.core.model import Assignment, Check
from autograder.course import submission_file
from autograder.course.course import Course
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.grading.verify import planted
from autograder.isolation.worker import fake_packages
from autograder.results.result_json import result_json
from autograder.student.local import LocalRun, small_cases, staged

COURSE = Course(ROOT)
FIELDS = ("verdict", "message", "hint", "diagnosis", "expected", "got", "where", "counterexample", "notes")
SECONDS = 120  # for one home run


def public(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By check, what a student reads of the public ones."""
    checks = (check for question in result["questions"] for check in question["checks"])
    return {
        check["id"]: {field: check[field] for field in FIELDS} for check in checks if check["visibility"] == "public"
    }


@dataclass
class Homework:
    """A released assignment, its cases drawn and its right answers known, as all home runs share them."""

    assignment: Assignment
    checks: list[Check]
    small: dict[str, Any]
    cases: Cases

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
        load = functools.partial(staged, work, seconds)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            mine = LocalRun(self.assignment, load(), path.name, small=self.small, load=load)
            mine.checks, mine.cases = self.checks, self.cases
            mine.run(self.checks)
            return result_json(mine.result())


def at_home(homework: Homework, path: Path) -> dict[str, Any]:
    """The result of a student's own run, in a process that ends with it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        signal.alarm(SECONDS)
        fake_packages.install()
        warnings.simplefilter("ignore")  # which this suite makes errors
        made = pickle.dumps(homework.run(path))
        with open(writing, "wb") as pipe:
            pipe.write(made)
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        made = pipe.read()
    os.waitpid(pid, 0)
    return pickle.loads(made) if made else {"questions": []}


@pytest.fixture(scope="module")
def at_public_seed() -> Iterator[Bench]:
    """A judge that draws the cases which students have at home: other numbers make other words."""
    bench = Bench(Settings(ROOT, PUBLIC_SEED))
    yield bench
    bench.supervisor.close()


@pytest.mark.parametrize("name", COURSE.names)
def test_the_same_work_gets_the_same_words_at_home_and_when_graded(name: str, at_public_seed: Bench) -> None:
    homework = Homework.of(name)
    unlike = []
    for work in planted(COURSE, homework.assignment):
        if work.kind not in ("hostile", "stub"):
            graded = public(result_json(at_public_seed.grade(Task("ada", name, work.path))))
            home = public(at_home(homework, work.path))
            unlike += [
                f"{work.kind}/{work.name} {check}: {field} at home {home.get(check, {}).get(field)!r}, graded {said!r}"
                for check, fields in graded.items()
                for field, said in fields.items()
                if home.get(check, {}).get(field) != said
            ]
    assert not unlike, "\n".join(unlike)
