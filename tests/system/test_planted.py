"""Planted work gets what it should, and the same words on the public checks at home and when graded.

Every planted submission of every assignment is judged both ways, each home run in a forked process of its own: that of
NumPy homework on a bare laptop, unless the work itself uses PyTorch. Hostile work is left out at home: its author owns
the process that checks it there, and can make it say anything.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from homework import COURSE, Homework, in_a_process, public, take_time
from shared import ROOT

from autograder.checks.cases import PUBLIC_SEED
from autograder.course.course import Course
from autograder.grading.verify import Outcome, Verified, verify
from autograder.isolation.worker import fake_packages
from autograder.judge import shrink

SECONDS = 120  # for one home run
PATIENCE = 3  # seconds for a question when judged
MEGABYTES = 256  # of memory when judged
UNSEEDED = ("wrong", "no_seed")  # it draws other numbers each time
HAVE_NUMBERS = ("message", "expected", "got", "where", "counterexample")


Graded = Callable[[str], Verified]


def at_home(homework: Homework, path: Path, scratch: Path) -> dict[str, Any]:
    """The result of a student's own run, in a process that ends with it; what it writes goes into `scratch`."""

    def run() -> dict[str, Any]:
        os.chdir(scratch)
        fake_packages.install()
        take_time()
        warnings.simplefilter("ignore")  # which this suite makes errors
        return homework.run(path)

    return in_a_process(run, SECONDS)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """All planted work of an assignment, on the cases that students have at home: other numbers make other words. What
    never ends is given fewer seconds than a student has, and what fills the memory has less of it to fill."""

    @functools.cache
    def graded(name: str) -> Verified:
        root = tmp_path_factory.mktemp("impatient")
        folder = shutil.copytree(ROOT / "assignments" / name, root / "assignments" / name)
        toml = folder / "assignment.toml"
        text = toml.read_text()
        for limit, less in (("question_seconds", PATIENCE), ("memory_mb", MEGABYTES)):
            text, found = re.subn(rf"(?m)^{limit} = \d+", f"{limit} = {less}", text)
            assert found == 1
        toml.write_text(text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shrink, "SECONDS", shrink.SECONDS)  # which is its own again after this
            take_time()
            (verified,) = verify(Course(root), [name], PUBLIC_SEED, 1)
        return verified

    return graded


@pytest.mark.parametrize("name", COURSE.names)
def test_each_planted_submission_gets_what_it_should(name: str, graded: Graded) -> None:
    found = graded(name)
    unlike = [f"{each.planted.kind}/{each.planted.name}: {said}" for each in found.outcomes for said in each.surprises]
    assert not found.fault and not unlike and not found.broken, "\n".join([found.fault, *unlike, *found.broken])
    assert [tally.id for tally in found.tallies if not tally.caught] == []


def unlike(judged: Verified, home: Mapping[Path, dict[str, Any]]) -> list[str]:
    """Where the home runs of planted work say something else on a public check than the judge, a line each."""
    asked, found = {question.id for question in COURSE.assignment(judged.assignment).questions}, []
    for work, row in [(each.planted, each.row) for each in tried_at_home(judged) if each.planted.path in home]:
        ours = public(home[work.path], asked)
        found += [
            f"{work.kind}/{work.name} {check}: {field} at home {ours.get(check, {}).get(field)!r}, graded {said!r}"
            for check, fields in public(row, asked).items()
            for field, said in fields.items()
            if ours.get(check, {}).get(field) != said
            and not (field in HAVE_NUMBERS and (work.kind, work.name) == UNSEEDED)
        ]
    return found


def tried_at_home(judged: Verified) -> list[Outcome]:
    return [each for each in judged.outcomes if each.planted.kind not in ("hostile", "stub")]


def at_home_too(judged: Verified) -> tuple[list[Path], list[Path]]:
    """The work to try at home: what a laptop without PyTorch can run, and the rest."""
    works = [each.planted.path for each in tried_at_home(judged)]
    bare = COURSE.assignment(judged.assignment).framework != "torch"
    without = [path for path in works if bare and "import torch" not in path.read_text(errors="replace")]
    return without, [path for path in works if path not in without]


@pytest.mark.parametrize("name", COURSE.names)
def test_the_same_work_gets_the_same_words_at_home_and_when_graded(name: str, graded: Graded, tmp_path: Path) -> None:
    homework = Homework.of(name)
    _, works = at_home_too(graded(name))
    assert unlike(graded(name), {path: at_home(homework, path, tmp_path) for path in works}) == []


@pytest.mark.parametrize("name", [name for name in COURSE.names if COURSE.assignment(name).framework != "torch"])
def test_so_it_does_on_a_laptop_without_pytorch_where_python_has_what_windows_has(
    name: str, graded: Graded, tmp_path: Path
) -> None:
    works, _ = at_home_too(graded(name))
    command = [sys.executable, str(ROOT / "tests/support/bare_laptop.py"), name, *map(str, works)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=10 * SECONDS)
    assert done.returncode == 0, done.stderr[-2000:]
    said = {Path(each["file"]): each["result"] for each in map(json.loads, done.stdout.splitlines())}
    assert said.keys() == set(works) and unlike(graded(name), said) == []
