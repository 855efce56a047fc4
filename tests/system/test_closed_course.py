"""A course that its students can read is not used as one; two markers at once are told of each other."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from term import HW, RIGHT, Term, nbgrader

from autograder import cli

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's dependencies warn of each other


@pytest.fixture
def entered(term: Term) -> Iterator[Term]:
    """A course in a home of mode 0755, on a machine with an exchange."""
    exchange = term.root.parent / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    term.configure(f'c.Exchange.root = "{exchange}"')
    (exchange / "matcalc" / "inbound").mkdir(parents=True)
    term.hand_in("ada", RIGHT, f"{HW}.py")
    before = {folder: folder.stat().st_mode for folder in term.root.parents if os.access(folder, os.W_OK)}
    for folder in (term.root, *before):
        folder.chmod(folder.stat().st_mode | 0o055)
    yield term
    for folder, mode in before.items():
        folder.chmod(mode)


def command(root: Path, *arguments: str) -> int:
    with contextlib.chdir(root):
        return cli.main(list(arguments))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root opens the folders above its own")
def test_a_course_that_students_can_enter_is_neither_collected_nor_marked_nor_released(
    entered: Term, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed in (("collect", HW), ("autograde", HW)):
        code, said = nbgrader(entered.root, *typed)
        assert code != 0 and "can read" in said and f"chmod 700 {entered.root}" in said
    capsys.readouterr()
    assert command(entered.root, "grade", "submitted", "--gradebook") == 2
    assert command(entered.root, "release", HW) == 2
    said = capsys.readouterr().err
    assert said.count("hidden checks, marks and others' work lie there") == 2
    assert entered.rows() == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root opens the folders above its own")
def test_it_is_used_once_it_is_closed_or_when_its_configuration_accepts_that(entered: Term) -> None:
    mode = entered.root.stat().st_mode
    entered.root.chmod(0o700)
    entered.run("autograde", HW)
    assert entered.scores("ada")["loss"] == 20.0
    entered.root.chmod(mode)
    entered.configure("c.Autograder.open_course = True")
    entered.run("autograde", HW, "--force")
    assert command(entered.root, "grade", "submitted", "--gradebook") == 0


HOLD = """
import pathlib, sys
from autograder.grading.marking_lock import marking
with marking(pathlib.Path("results"), [sys.argv[1]]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def another_marker(root: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, HW], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_a_second_marker_in_one_course_is_told_of_the_first(term: Term, capsys: pytest.CaptureFixture[str]) -> None:
    term.hand_in("ada", RIGHT, f"{HW}.py")
    with another_marker(term.root):
        code, said = nbgrader(term.root, "autograde", HW)
        assert code != 0 and f"{HW} is being marked into" in said and "since 20" in said
        assert not (term.root / "autograded").exists()
        capsys.readouterr()
        assert command(term.root, "grade", "submitted") == 2
        assert command(term.root, "grade", "submitted", "--out", "elsewhere", "--gradebook") == 2
        assert capsys.readouterr().err.count("is being marked into") == 2
        assert command(term.root, "grade", "submitted", "--out", "elsewhere") == 0
    term.run("autograde", HW)
    assert term.scores("ada")["loss"] == 20.0
    assert list((term.root / "results").glob(".*.lock")) == []
