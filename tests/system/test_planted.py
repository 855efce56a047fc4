"""Planted work gets what it should, and the same words on the public checks at home and when graded.

Every planted submission of every assignment is judged both ways, each home run in a forked process of its own. Hostile
work is left out at home: its author owns the process that checks it there, and can make it say anything.
"""

from __future__ import annotations

import functools
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from homework import COURSE, Homework, in_a_process, public

from autograder.checks.cases import PUBLIC_SEED
from autograder.grading.verify import Verified, verify
from autograder.isolation.worker import fake_packages

SECONDS = 120  # for one home run


def at_home(homework: Homework, path: Path, scratch: Path) -> dict[str, Any]:
    """The result of a student's own run, in a process that ends with it; what it writes goes into `scratch`."""

    def run() -> dict[str, Any]:
        os.chdir(scratch)
        fake_packages.install()
        warnings.simplefilter("ignore")  # which this suite makes errors
        return homework.run(path)

    return in_a_process(run, SECONDS)


@functools.cache
def graded(name: str) -> Verified:
    """All planted work of an assignment, on the cases that students have at home: other numbers make other words."""
    (found,) = verify(COURSE, [name], PUBLIC_SEED, 1)
    return found


@pytest.mark.parametrize("name", COURSE.names)
def test_each_planted_submission_gets_what_it_should(name: str) -> None:
    found = graded(name)
    unlike = [f"{each.planted.kind}/{each.planted.name}: {said}" for each in found.outcomes for said in each.surprises]
    assert not found.fault and not unlike and not found.broken, "\n".join([found.fault, *unlike, *found.broken])
    assert [tally.id for tally in found.tallies if not tally.caught] == []


@pytest.mark.parametrize("name", COURSE.names)
def test_the_same_work_gets_the_same_words_at_home_and_when_graded(name: str, tmp_path: Path) -> None:
    homework = Homework.of(name)
    asked = {question.id for question in homework.assignment.questions}
    unlike = []
    for work, row in [(each.planted, each.row) for each in graded(name).outcomes]:
        if work.kind not in ("hostile", "stub"):
            home = public(at_home(homework, work.path, tmp_path), asked)
            unlike += [
                f"{work.kind}/{work.name} {check}: {field} at home {home.get(check, {}).get(field)!r}, graded {said!r}"
                for check, fields in public(row, asked).items()
                for field, said in fields.items()
                if home.get(check, {}).get(field) != said
            ]
    assert not unlike, "\n".join(unlike)
