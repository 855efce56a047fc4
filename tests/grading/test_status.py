"""`autograder status`: everyone for whom something is open is on one list, with what to do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from shared import ROOT

from autograder import cli

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()


def hand_in(root: Path, student: str, text: str, name: str = "hw4_loss") -> None:
    folder = root / "submitted" / student / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text)


def test_who_has_something_open_is_listed_with_the_command_that_resolves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def status(*names: str) -> dict[str, str]:
        assert cli.main(["status", *names]) == 0
        lines = capsys.readouterr().out.splitlines()
        return {line.split()[0]: line for line in lines if "hw4_loss" in line}

    shutil.copytree(ROOT / "assignments/hw4_loss", tmp_path / "assignments/hw4_loss")
    monkeypatch.chdir(tmp_path)
    for student in ("done", "edited", "stale", "late"):
        hand_in(tmp_path, student, RIGHT)
    (tmp_path / "submitted/done/hw4_loss/timestamp.txt").write_text("2026-01-30 12:00:00 UTC")
    (tmp_path / "submitted/late/hw4_loss/timestamp.txt").write_text("2026-01-31 14:30:00 UTC")
    due = '[due]\nhw4_loss = "2026-01-30 12:00"\n[late]\npercent_a_day = 10\nslip_days = 1\n'
    (tmp_path / "deadlines.toml").write_text(due)
    hand_in(tmp_path, "broken", "# coding: rot_13\n" + RIGHT)
    cli.main(["grade", "submitted", "--jobs", "1"])
    cli.main(["feedback", "results"])
    hand_in(tmp_path, "edited", RIGHT + "# more\n")
    hand_in(tmp_path, "new", RIGHT)
    (tmp_path / "submitted/absent/notes").mkdir(parents=True)
    (tmp_path / "results/absent").mkdir()
    (tmp_path / "results/absent/hw1_numerical.json").write_text("{}")
    os.utime("pages/stale/hw4_loss.html", (1, 1))
    capsys.readouterr()
    found = status("hw4_loss")
    assert sorted(found) == ["absent", "broken", "edited", "late", "new", "stale"]
    assert "nothing is handed in" in found["absent"] and "make collect HW=hw4_loss" in found["absent"]
    assert "could not be judged" in found["broken"] and "rot_13" in found["broken"]
    assert "the work changed since it was marked" in found["edited"]
    assert "not marked yet" in found["new"] and "autograder grade submitted --assignment hw4_loss" in found["new"]
    assert "older than the mark" in found["stale"] and "autograder feedback results" in found["stale"]
    assert "26 h 30 min late: 2 days late, 1 of them slip days: -10" in found["late"]
    assert "autograder extend late hw4_loss --days 2, if that is excused" in found["late"]
    cli.main(["grade", "submitted", "--jobs", "1"])
    cli.main(["feedback", "results"])
    capsys.readouterr()
    assert sorted(status("hw4_loss")) == ["absent", "broken", "late"]
    page = Path("pages/index.html").read_text()
    assert "late: 100, Sat 31 Jan 14:30, 26 h 30 min late" in page and "done: 100, Fri 30 Jan 12:00<" in page
    listed = page.partition("Still open: 3,")[2].partition("</section>")[0]
    assert "autograder extend late hw4_loss --days 2" in listed and ">stale<" not in listed


def test_who_is_on_the_roster_and_handed_in_nothing_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "assignments/hw4_loss", tmp_path / "assignments/hw4_loss")
    (tmp_path / "roster.csv").write_text("student,name\nzoe,Zoe Doe\n")
    hand_in(tmp_path, "ada", RIGHT)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if "hw4_loss" in line] == ["ada", "zoe"]
    assert "nothing is handed in" in next(line for line in lines if line.startswith("zoe"))
