"""Where students could read the course it is said, and by whom it could be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.course import open_course
from autograder.course.open_course import opening

STUDENT = "games"  # an account that every Linux has


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course in a home that others may enter, as Debian makes them."""
    if os.geteuid() != 0:
        pytest.skip("only root opens the folders above its own")
    monkeypatch.setattr(open_course, "_EXCHANGES", ())
    monkeypatch.setattr(open_course, "_others", lambda: iter(()))
    for folder in tmp_path.parents:
        if folder.stat().st_mode & 0o005 != 0o005 and "pytest" in str(folder):
            folder.chmod(0o755)
    tmp_path.chmod(0o755)
    root = tmp_path / "course"
    (root / "assignments").mkdir(parents=True)
    return root


def test_a_course_on_a_machine_without_students_is_nobody_s_to_read(root: Path) -> None:
    assert opening(root, ["nobody-of-that-name"]) is None


def test_a_student_with_an_account_is_named(root: Path) -> None:
    found = opening(root, [STUDENT])
    assert found is not None and found.students and found.path == root / "assignments"
    assert f"the student {STUDENT} can read" in found.sentence(root) and f"chmod 700 {root}" in found.sentence(root)


def test_whose_work_was_collected_is_a_student(root: Path) -> None:
    (root / "submitted" / STUDENT).mkdir(parents=True)
    found = opening(root)
    assert found is not None and found.who == f"the student {STUDENT}"


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o770])
def test_a_closed_course_is_closed_whatever_lies_in_it(root: Path, mode: int) -> None:
    root.chmod(mode)
    assert opening(root, [STUDENT]) is None


def test_a_closed_folder_above_closes_it_too(root: Path) -> None:
    root.parent.chmod(0o700)
    assert opening(root, [STUDENT]) is None


def test_a_group_that_students_are_in_can_read_too(root: Path) -> None:
    import pwd

    os.chown(root, 0, pwd.getpwnam(STUDENT).pw_gid)
    root.chmod(0o750)
    assert opening(root, [STUDENT]) is not None


def test_an_exchange_says_that_students_have_accounts(root: Path, tmp_path: Path) -> None:
    (tmp_path / "exchange").mkdir()
    found = opening(root, exchanges=[tmp_path / "exchange"])
    assert found is not None and found.students and "every account" in found.who


def test_other_people_s_accounts_are_a_reason_to_say_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_course, "_others", lambda: iter(["kim"]))
    found = opening(root)
    assert found is not None and not found.students and "kim" in found.who
