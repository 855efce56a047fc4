"""`autograder new`: what it lays out passes `verify` and can be released at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared import SEED

from autograder import cli

pytestmark = pytest.mark.slow

KINDS = ("accepted", "odd", "wrong", "hostile")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "assignments").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_assignment_passes_verify_and_is_released_at_once(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["new", "hw7_softmax"]) == 0
    assert cli.main(["verify", "hw7_softmax", "--seed", str(SEED), "--jobs", "1"]) == 0, capsys.readouterr().out
    assert cli.main(["release", "hw7_softmax"]) == 0
    stub = (course / "release/hw7_softmax/hw7_softmax.py").read_text(encoding="utf-8")
    assert "hw7_softmax: TODO" in stub and "return 2 *" not in stub


def test_every_file_of_it_marks_where_to_fill_in(course: Path) -> None:
    cli.main(["new", "hw7_softmax"])
    folder = course / "assignments/hw7_softmax"
    for name in ("assignment.toml", "hw7_softmax.py", "test_public.py"):
        assert "TODO" in (folder / name).read_text(encoding="utf-8")
    for kind in KINDS:
        assert any("TODO" in path.read_text(encoding="utf-8") for path in (folder / "submissions" / kind).iterdir()), (
            kind
        )


@pytest.mark.parametrize(("name", "says"), [("hw7-softmax", "letters, digits and _ only"), ("taken", "exists already")])
def test_a_name_that_cannot_be_is_refused(
    course: Path, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    (course / "assignments/taken").mkdir()
    assert cli.main(["new", name]) == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in (course / "assignments").iterdir()] == ["taken"]
