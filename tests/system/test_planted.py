"""Planted work gets what it should, and the same words on the public checks at home and when graded.

Every planted submission of every assignment is judged both ways, each home run in a forked process of its own. Hostile
work is left out at home: its author owns the process that checks it there, and can make it say anything.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from homework import COURSE, Homework, in_a_process, public
from shared import ROOT

from autograder.checks.cases import PUBLIC_SEED
from autograder.grading.verify import Planted, Verified, verify
from autograder.isolation.worker import fake_packages

SECONDS = 120  # for one home run
UNSEEDED = ("wrong", "no_seed")  # it draws other numbers each time, and its messages have them


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


def unlike(name: str, home: Callable[[Path], dict[str, Any] | None]) -> list[str]:
    """Where a home run of planted work says something else on a public check than the judge, a line each.

    `home` gives the result of a run, None for work that is not tried at home.
    """
    asked, found = {question.id for question in COURSE.assignment(name).questions}, []
    for work, row in [(each.planted, each.row) for each in graded(name).outcomes if at_home_too(each.planted)]:
        result = home(work.path)
        if result is None:
            continue
        ours = public(result, asked)
        found += [
            f"{work.kind}/{work.name} {check}: {field} at home {ours.get(check, {}).get(field)!r}, graded {said!r}"
            for check, fields in public(row, asked).items()
            for field, said in fields.items()
            if ours.get(check, {}).get(field) != said
            and not (field == "message" and (work.kind, work.name) == UNSEEDED)
        ]
    return found


def at_home_too(work: Planted) -> bool:
    return work.kind not in ("hostile", "stub")


@pytest.mark.parametrize("name", COURSE.names)
def test_the_same_work_gets_the_same_words_at_home_and_when_graded(name: str, tmp_path: Path) -> None:
    homework = Homework.of(name)
    assert unlike(name, lambda path: at_home(homework, path, tmp_path)) == []


@pytest.mark.parametrize("name", [name for name in COURSE.names if COURSE.assignment(name).framework != "torch"])
def test_so_it_does_on_a_laptop_without_pytorch_where_python_has_what_windows_has(name: str, tmp_path: Path) -> None:
    works = [each.planted.path for each in graded(name).outcomes if at_home_too(each.planted)]
    files = [
        str(path) for path in works if "import torch" not in path.read_text(errors="replace")
    ]  # which is not there
    command = [sys.executable, str(ROOT / "tests/support/bare_laptop.py"), name, *files]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=10 * SECONDS)
    assert done.returncode == 0, done.stderr[-2000:]
    said = {each["file"]: each["result"] for each in map(json.loads, done.stdout.splitlines())}
    assert unlike(name, lambda path: said.get(str(path))) == [] and len(said) == len(set(files))
