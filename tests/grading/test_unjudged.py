"""Work that could not be judged has a result too: whatever reads results lists it, and no score is lost to it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shared import ROOT

from autograder import cli
from autograder.results import signature, store

pytestmark = pytest.mark.slow

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()
UNREADABLE = "# coding: rot_13\n" + RIGHT
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """A command of the course here on `submitted` and `out` in the test's folder: its exit code and what it said."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(command: str, *arguments: str) -> tuple[int, str]:
        places = {"grade": ["submitted", "--jobs", "1", "--out", "out"], "regrade": ["submitted", "--out", "out"]}
        where = [
            str(tmp_path / each) if each in ("submitted", "out") else each for each in places.get(command, ["out"])
        ]
        code = cli.main([command, *where, *arguments])
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    return run


def hand_in(tmp_path: Path, student: str, text: str) -> None:
    folder = tmp_path / "submitted" / student / "hw4_loss"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hw4_loss.py").write_text(text)


def result(tmp_path: Path, student: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((tmp_path / "out" / student / "hw4_loss.json").read_text())
    return data


def test_it_is_a_result_without_a_score_that_says_why(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ben", UNREADABLE)
    code, said = run("grade", "--seed", "5")
    found = result(tmp_path, "ben")
    assert code == 1 and "1 could not be judged" in said
    assert found["score"] is None and "rot_13" in found["problem"] and found["max_score"] == 100.0
    assert (found["student"], found["assignment"], found["seed"]) == ("ben", "hw4_loss", 5)
    assert {(each["id"], each["verdict"], each["score"]) for each in found["questions"]} == {
        (name, "not_run", None) for name in ("loss", "d_loss", "train")
    }
    assert store.read(tmp_path / "out/ben/hw4_loss.json") == found


def test_two_submissions_of_one_student_leave_it_too(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", RIGHT)
    more = tmp_path / "more/ada/hw4_loss"
    more.mkdir(parents=True)
    (more / "hw4_loss.py").write_text(RIGHT)
    code = cli.main(["grade", str(tmp_path / "submitted"), str(tmp_path / "more"), "--out", str(tmp_path / "out")])
    assert code == 1 and "has two submissions" in result(tmp_path, "ada")["problem"]


def test_an_earlier_score_stands_and_the_row_says_so(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ben", RIGHT)
    run("grade")
    before = result(tmp_path, "ben")
    hand_in(tmp_path, "ben", UNREADABLE)
    code, said = run("grade")
    assert code == 1 and "rot_13" in said and "the earlier result stands" in said
    assert result(tmp_path, "ben") == before and before["score"] == 100.0


def test_the_next_run_tries_it_again(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ben", UNREADABLE)
    run("grade")
    hand_in(tmp_path, "ben", RIGHT)
    code, said = run("grade")
    assert code == 0 and "1 graded" in said and "replace" not in said
    assert result(tmp_path, "ben")["score"] == 100.0 and "problem" not in result(tmp_path, "ben")


def test_whatever_reads_results_lists_it(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", RIGHT)
    hand_in(tmp_path, "ben", UNREADABLE)
    run("grade")
    code, said = run("feedback", "--out", str(tmp_path / "pages"))
    assert code == 0 and "2 pages, 1 of them of work that could not be judged" in said
    page, index = (tmp_path / "pages" / name for name in ("ben/hw4_loss.html", "index.html"))
    assert "rot_13" in page.read_text() and "not a zero" in page.read_text()
    listed = index.read_text().split('id="unjudged"')[1]
    assert 'href="ben/hw4_loss.html"' in listed and "rot_13" in listed and 'href="ada/' not in listed
    code, said = run("stats")
    assert code == 0 and "left out: 1 of work that could not be judged" in said
    code, said = run("audit", "--submitted", str(tmp_path / "submitted"))
    assert code == 0 and "2 results, none with something that does not match, 1 of work that could not" in said
    assert "ben/hw4_loss.json: it could not be judged:" in said
    assert cli.main(["replay", str(tmp_path / "out/ben/hw4_loss.json"), "--submission", str(tmp_path)]) == 2


def test_it_is_signed_like_every_other(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Ed25519PrivateKey.generate()
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(key.private_bytes(*pem))
    monkeypatch.setenv(signature.VARIABLE, str(tmp_path / "key.pem"))
    hand_in(tmp_path, "ben", UNREADABLE)
    run("grade")
    place = tmp_path / "out/ben/hw4_loss.json"
    assert signature.verifies(store.read(place), key.public_key())
    place.write_text(place.read_text().replace("rot_13", "rot_14"))
    assert run("audit")[0] == 1


def test_regrade_counts_what_changes_and_nothing_else(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", RIGHT)
    for who in ("ben", "eve", "mia"):
        hand_in(tmp_path, who, UNREADABLE)
    run("grade")
    code, said = run("regrade")
    assert code == 1 and "0 graded again, 0 of them change, 1 still hold · 3 could not be judged" in said
    hand_in(tmp_path, "ben", RIGHT)
    code, said = run("regrade", "--yes")
    assert "1 graded again, 1 of them change, 1 still hold · 2 could not be judged" in said
    assert result(tmp_path, "ben")["score"] == 100.0 and "problem" in result(tmp_path, "eve")


def test_nobody_is_graded_by_a_broken_course_and_every_result_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path, "ada", RIGHT)
    from autograder.core.model import CourseFault
    from autograder.grading.bench import Bench

    def fails(self: Bench, name: str) -> None:
        raise CourseFault("a sentence about a hidden check")

    monkeypatch.setattr(Bench, "judge", fails)
    code, said = run("grade")
    problem = result(tmp_path, "ada")["problem"]
    assert code == 1 and "a hidden check" in said and "hidden" not in problem and "nobody was graded" in problem


def test_results_of_other_points_are_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = tmp_path / "course"
    shutil.copytree(ROOT / "assignments/hw4_loss", course / "assignments/hw4_loss")
    monkeypatch.chdir(course)
    hand_in(tmp_path, "ada", RIGHT)
    run("grade")
    assert "other points" not in run("stats")[1]
    told = course / "assignments/hw4_loss/assignment.toml"
    told.write_text(told.read_text().replace("points = 50", "points = 45").replace("points = 30", "points = 35"))
    said = "hw4_loss: 1 result of other points than assignment.toml has now"
    assert said in run("stats")[1]
    assert said in run("feedback", "--out", str(tmp_path / "pages"))[1]
    assert result(tmp_path, "ada")["score"] == 100.0


def test_two_who_mark_into_one_folder_are_told_of_each_other(run: Run, tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", RIGHT)
    holder = "import sys, pathlib; from autograder.grading.marking_lock import marking\n" + (
        "with marking(pathlib.Path(sys.argv[1]), ['hw4_loss']): print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline()
        code, said = run("regrade", "--yes")
        other.communicate()
    assert code == 2 and "hw4_loss is being marked" in said and not (tmp_path / "out/ada").exists()
