"""The same text gets the same verdicts on the public checks at home and when graded, word for word.

Every planted submission of every assignment is judged both ways, each home run in a forked process of its own. Hostile
work is left out: at home its author owns the process that checks it, and can make it say anything.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from homework import COURSE, Homework, in_a_process, public
from shared import ROOT

from autograder.checks.cases import PUBLIC_SEED
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.grading.verify import planted
from autograder.isolation.worker import fake_packages
from autograder.results.result_json import result_json

SECONDS = 120  # for one home run


def at_home(homework: Homework, path: Path, scratch: Path) -> dict[str, Any]:
    """The result of a student's own run, in a process that ends with it; what it writes goes into `scratch`."""

    def run() -> dict[str, Any]:
        os.chdir(scratch)
        fake_packages.install()
        warnings.simplefilter("ignore")  # which this suite makes errors
        return homework.run(path)

    return in_a_process(run, SECONDS)


@pytest.fixture(scope="module")
def at_public_seed() -> Iterator[Bench]:
    """A judge that draws the cases which students have at home: other numbers make other words."""
    bench = Bench(Settings(ROOT, PUBLIC_SEED))
    yield bench
    bench.supervisor.close()


@pytest.mark.parametrize("name", COURSE.names)
def test_the_same_work_gets_the_same_words_at_home_and_when_graded(
    name: str, at_public_seed: Bench, tmp_path: Path
) -> None:
    homework = Homework.of(name)
    unlike = []
    for work in planted(COURSE, homework.assignment):
        if work.kind not in ("hostile", "stub"):
            graded = public(result_json(at_public_seed.grade(Task("ada", name, work.path))))
            home = public(at_home(homework, work.path, tmp_path))
            unlike += [
                f"{work.kind}/{work.name} {check}: {field} at home {home.get(check, {}).get(field)!r}, graded {said!r}"
                for check, fields in graded.items()
                for field, said in fields.items()
                if home.get(check, {}).get(field) != said
            ]
    assert not unlike, "\n".join(unlike)
