"""`homework.py status`: a line for each homework of the course, from what a student's own runs found."""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from shared import ROOT

from autograder import cli
from autograder.student.progress import Progress, note, progress


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two homeworks beside each other, and where the course keeps what is its own."""
    for name in ("hw3_neuron", "hw4_loss"):
        shutil.copytree(ROOT / "release" / name, tmp_path / "course" / name)
    (tmp_path / "keeps").mkdir()
    monkeypatch.setenv("MATCALC_HOME", str(tmp_path / "keeps"))
    return tmp_path / "course"


def a_run(**verdicts: str) -> dict[str, object]:
    worth = {"loss": 20.0, "d_loss": 50.0, "train": 30.0}
    questions = [
        {"id": name, "score": worth[name] if verdict == "passed" else 0.0, "max_score": worth[name], "verdict": verdict}
        for name, verdict in verdicts.items()
    ]
    return {"assignment": "hw4_loss", "questions": questions}


def of(course: Path, name: str = "hw4_loss") -> Progress:
    return next(each for each in progress(course / "hw4_loss") if each.assignment == name)


def test_runs_of_single_questions_add_up(course: Path) -> None:
    assert of(course).score is None and of(course).ahead == ("loss", "d_loss", "train")
    note(a_run(loss="passed"), course / "hw4_loss")  # type: ignore[arg-type]
    note(a_run(d_loss="wrong_value", train="not_attempted"), course / "hw4_loss")  # type: ignore[arg-type]
    found = of(course)
    assert (found.score, found.max_score, found.ahead) == (20.0, 100.0, ("d_loss", "train"))
    assert of(course, "hw3_neuron").score is None


def test_work_that_was_edited_since_is_said(course: Path) -> None:
    note(a_run(loss="passed"), course / "hw4_loss")  # type: ignore[arg-type]
    later = (course / "hw4_loss/hw4_loss.py").stat().st_mtime + 3600
    noted = json.loads((course.parent / "keeps/progress.json").read_text())
    os.utime(course / "hw4_loss/hw4_loss.py", (noted["hw4_loss"]["at"] + later, noted["hw4_loss"]["at"] + later))
    assert of(course).edited


def test_where_the_course_s_place_is_everybody_s_progress_is_in_one_s_own(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    note(a_run(loss="passed"), course / "hw4_loss")  # type: ignore[arg-type]
    assert of(course).score is None and not list((course.parent / "keeps").iterdir())  # there is not even a home
    (tmp_path / "home").mkdir()
    note(a_run(loss="passed"), course / "hw4_loss")  # type: ignore[arg-type]
    assert of(course).score == 20.0 and not list((course.parent / "keeps").iterdir())


def test_without_a_place_of_the_course_nothing_is_kept(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATCALC_HOME")
    note(a_run(loss="passed"), course / "hw4_loss")  # type: ignore[arg-type]
    assert not list((course.parent / "keeps").iterdir()) and of(course).score is None


def test_the_table_says_what_is_done_what_is_next_and_when_it_is_due(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = course / "hw4_loss/assignment.toml"
    toml.write_text("due = 2020-03-01\n" + toml.read_text())
    note(a_run(loss="passed", d_loss="wrong_value"), course / "hw4_loss")  # type: ignore[arg-type]
    os.utime(course / "hw4_loss/hw4_loss.py", (0, 0))
    os.utime(course / "hw4_loss/hw4_loss.ipynb", (0, 0))
    monkeypatch.chdir(course / "hw4_loss")
    assert cli.main(["progress"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["hw3_neuron", "hw4_loss"]
    assert "not run yet" in lines[1] and "20 / 100" in lines[2] and "d_loss, then 1 more" in lines[2]
    assert "Sun 1 Mar 23:59, which is past" in lines[2]


def test_the_released_date_is_the_same_moment_wherever_it_is_read(course: Path) -> None:
    note = course / "hw4_loss/release.json"
    released = datetime(2027, 3, 1, 23, 59, tzinfo=timezone(timedelta(hours=-9)))
    note.write_text(json.dumps(json.loads(note.read_text()) | {"due": released.isoformat()}))
    assert of(course).due == released and of(course, "hw3_neuron").due is None
    note.write_text(json.dumps(json.loads(note.read_text()) | {"due": "soon"}))
    assert of(course).due is None


def test_a_damaged_note_is_as_none(course: Path) -> None:
    (course.parent / "keeps/progress.json").write_text('{"hw4_loss": ')
    assert of(course).score is None
