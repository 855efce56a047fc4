"""Where a submission reads what every user may: what is secret must be closed, or nobody is graded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from shared import ROOT, SEED

from autograder.core.model import BadInput
from autograder.course.open_course import open_to_all
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.isolation.sandbox import Isolation
from autograder.isolation.supervisor import Supervisor

HW = "hw4_loss"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course below a folder that every user may enter."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == tmp_path.owner() and folder != Path("/tmp"):
            folder.chmod(0o755)
    shutil.copytree(ROOT / "assignments" / HW, tmp_path / "course" / "assignments" / HW)
    return tmp_path / "course"


@pytest.mark.parametrize(
    ("least", "mode", "refused"),
    [
        ("modes", 0o755, True),
        ("modes", 0o711, True),
        ("modes", 0o700, False),
        ("modes", 0o750, False),
        ("none", 0o755, False),
    ],
)
def test_a_file_that_every_user_may_reach_is_refused_where_its_mode_is_the_wall(
    least: str, mode: int, refused: bool, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Supervisor, "isolation", lambda *_: Isolation("modes", (), {"read_file": "POSSIBLE"}))
    (course / "assignments").chmod(mode)
    bench = Bench(Settings(course, SEED, isolation=least))
    if refused:
        with pytest.raises(BadInput, match="chmod -R go="):
            bench.refuse_open(HW, [course / "results", course / "assignments"])
    else:
        bench.refuse_open(HW, [course / "results", course / "assignments"])


def test_behind_other_walls_a_mode_is_nobodys_business(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Supervisor, "isolation", lambda *_: Isolation("strict", (), {}))
    Bench(Settings(course, SEED, isolation="modes")).refuse_open(HW, [course / "assignments"])


def test_a_closed_folder_above_closes_what_lies_in_it(course: Path) -> None:
    inside = course / "assignments" / HW / "test_hidden.py"
    assert open_to_all([inside]) == inside
    course.chmod(0o700)
    assert open_to_all([inside]) is None
