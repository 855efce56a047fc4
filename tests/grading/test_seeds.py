"""One seed a class and assignment: equal work is judged on equal cases, whoever grades it and however often."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from shared import ROOT

from autograder import cli
from autograder.core.model import BadInput
from autograder.grading.seeds import class_seeds, keep

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()


def test_a_seed_is_drawn_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = class_seeds(tmp_path / "out", ["hw4_loss", "hw1_numerical"])
    assert class_seeds(tmp_path / "out", ["hw1_numerical", "hw4_loss"]) == first
    assert len({seed for _, seed in first}) == 2
    assert class_seeds(tmp_path / "other", ["hw4_loss"]) != first[1:]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


def test_a_seed_that_was_asked_for_is_the_class_s_from_then_on(tmp_path: Path) -> None:
    class_seeds(tmp_path, ["hw4_loss"])
    keep(tmp_path, ["hw4_loss"], 0)
    assert class_seeds(tmp_path, ["hw4_loss"]) == (("hw4_loss", 0),)


def test_a_seed_that_cannot_be_read_is_said_and_not_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / ".hw4_loss.seed").write_text("many")
    with pytest.raises(BadInput, match="name one with --seed, or remove it"):
        class_seeds(tmp_path, ["hw4_loss"])


@pytest.mark.slow
def test_every_run_of_a_class_uses_its_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def seed_of(student: str) -> int:
        return int(json.loads((tmp_path / "out" / student / "hw4_loss.json").read_text())["seed"])

    def run(command: str, *more: str) -> str:
        cli.main([command, str(tmp_path / "submitted"), "--out", str(tmp_path / "out"), "--jobs", "1", *more])
        return capsys.readouterr().out

    for student in ("ada", "ben"):
        folder = tmp_path / "submitted" / student / "hw4_loss"
        folder.mkdir(parents=True)
        (folder / "hw4_loss.py").write_text(RIGHT)
    run("grade", "--student", "ada")
    run("grade")
    assert seed_of("ada") == seed_of("ben")
    run("grade", "--student", "ada", "--seed", "7")
    assert "1 graded, 1 were already" in run("grade") and (seed_of("ada"), seed_of("ben")) == (7, 7)
    (tmp_path / "out/ben/hw4_loss.json").unlink()
    (tmp_path / "out/.hw4_loss.seed").unlink()
    run("regrade", "--yes")
    assert (seed_of("ada"), seed_of("ben")) == (7, 7)
    run("regrade", "--seed", "8")
    assert "2 were already" in run("grade")
    run("regrade", "--seed", "8", "--yes")
    assert "2 were already" in run("grade") and (seed_of("ada"), seed_of("ben")) == (8, 8)
