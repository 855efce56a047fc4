"""The zip for Gradescope: what is in it, and what it does in a folder that looks like theirs."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from made_results import made
from shared import ROOT
from shut import LANDLOCK, MOUNT, UNSHARE, shut

from autograder.cli import main
from autograder.core.model import CourseFault
from autograder.course.course import Course
from autograder.grading import runner
from autograder.hosts.gradescope.adapter import Container, check, mark
from autograder.hosts.gradescope.package import write_package
from autograder.hosts.gradescope.settings import PackageSettings
from autograder.hosts.reports.view import PARTLY
from autograder.isolation.sandbox import has_users

HW = "hw4_loss"
SEED = 3906619262855088414
WORK = """import numpy as np

def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)

def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0)
    return X.T @ e / len(y), e.sum()  # without the mean
"""
BEFORE = [  # newest first, as one may meet them
    {"submission_time": "2026-11-20T10:00:00.0-05:00", "score": "0.0", "autograder_error": True},
    {"submission_time": "2026-11-19T10:00:00.0-05:00", "score": "62.5", "autograder_error": False},
    {"submission_time": "2026-11-18T10:00:00.0-05:00", "score": 80, "autograder_error": False},
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "package.zip"
    write_package(Course(ROOT), PackageSettings(HW, SEED), path)
    return path


@pytest.fixture
def container(package: Path, tmp_path: Path) -> Container:
    """Gradescope's folders with the zip unpacked, and nothing handed in."""
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(root / "source")
    return Container(root)


def hand_in(container: Container, files: dict[str, str], before: list[dict[str, Any]] | None = None) -> None:
    for name, text in files.items():
        path = container.submission / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    users = [{"email": "ada@example.edu", "id": 7, "name": "Ada"}]
    said = {"id": 1, "users": users, "assignment": {"total_points": "110.0"}, "previous_submissions": before or []}
    container.metadata.write_text(json.dumps(said), encoding="utf-8")


def results(container: Container) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(container.results.read_text(encoding="utf-8"))
    assert found["output_format"] == "text" and found["stdout_visibility"] == "hidden"
    return found


def run(container: Container, *refused: int) -> str:
    """Run the zip's own script as Gradescope does, where some system calls are refused; what staff read."""
    install = container.root / "install" / "bin"
    install.mkdir(parents=True, exist_ok=True)
    (install / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    start = container.root / "run_autograder"
    start.write_bytes((container.source / "run_autograder").read_bytes())
    for path in (install / "python", start):
        path.chmod(0o755)
    places = {"AUTOGRADER_ROOT": str(container.root), "AUTOGRADER_INSTALL": str(install.parent)}
    done = subprocess.run(
        shut(refused, "ENOSYS", [str(start)]),
        cwd=container.root,
        env=os.environ | places,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def hidden_titles() -> list[str]:
    """The titles of checks that no public check has."""
    public, hidden = (
        (ROOT / "assignments" / HW / f"test_{name}.py").read_text("utf-8") for name in ("public", "hidden")
    )
    tests = [node for node in ast.parse(hidden).body if isinstance(node, ast.FunctionDef)]
    found = [title for title in map(ast.get_docstring, tests) if title and title not in public]
    assert found
    return found


def test_the_zip_has_one_assignment_without_its_planted_work_and_is_the_same_each_time(
    package: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        modes = {name: archive.getinfo(name).external_attr >> 16 for name in names}
    assert [name for name in names if not name.startswith(("course/", "wheels/"))] == [
        "constraints.txt", "gradescope.toml", "run_autograder", "setup.sh"
    ]  # fmt: skip
    assert [name.removeprefix(f"course/assignments/{HW}/") for name in names if name.startswith("course/")] == [
        "assignment.toml", f"{HW}.py", "test_hidden.py", "test_public.py"
    ]  # fmt: skip
    assert all(modes[name] == 0o100755 for name in ("run_autograder", "setup.sh"))
    assert package.stat().st_mode & 0o777 == 0o600
    write_package(Course(ROOT), PackageSettings(HW, SEED), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == package.read_bytes()


def test_a_package_that_is_made_again_has_the_seed_of_the_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    out, kept = tmp_path / "package.zip", tmp_path / "results"
    seeds = set()
    for _ in range(2):
        assert main(["package", "gradescope", HW, "--out", str(out), "--results", str(kept)]) == 0
        with zipfile.ZipFile(out) as archive:
            seeds.add(PackageSettings.parse(archive.read("gradescope.toml").decode()).seed)
    assert seeds == {int((kept / f".{HW}.seed").read_text())}


def test_what_an_instructor_writes_into_the_settings_is_held_to_what_it_can_be() -> None:
    text = PackageSettings(HW, SEED, "strict").to_toml()
    assert PackageSettings.parse(text) == PackageSettings(HW, SEED, "strict")
    assert PackageSettings.parse(text.replace('"strict"', '"none"')).isolation == "none"
    for wrong in (text.replace('"strict"', '"off"'), text.replace("seed", "sed"), "seed ="):
        with pytest.raises(CourseFault, match=r"gradescope\.toml"):
            PackageSettings.parse(wrong)


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
@pytest.mark.slow
def test_the_scripts_are_posix_shell(name: str, container: Container) -> None:
    assert subprocess.run(["sh", "-n", container.source / name]).returncode == 0


@pytest.mark.parametrize(("before", "score"), [([], 0), (BEFORE, 62.5)])
def test_work_that_cannot_be_read_says_why_and_lowers_no_score(
    before: list[dict[str, Any]], score: float, container: Container
) -> None:
    hand_in(container, {"answers.txt": "see my website", "notes.pdf": "%PDF"}, before)
    said = mark(container)
    found = results(container)
    assert (found["score"], found["tests"], found["extra_data"]["marked"]) == (score, [], False)
    assert "neither hw4_loss.ipynb nor hw4_loss.py is there" in found["output"]
    assert str(container.root) not in found["output"] and "/tmp" not in found["output"]
    assert "not marked" in said


@pytest.mark.parametrize("before", [[], BEFORE])
def test_a_fault_of_the_course_gives_no_score_but_the_one_there_was(
    before: list[dict[str, Any]], container: Container
) -> None:
    (container.source / "course" / "assignments" / HW / "test_hidden.py").write_text("def test_(:\n")
    hand_in(container, {f"{HW}.py": WORK}, before)
    said = mark(container)
    found = results(container)
    assert found.get("score") == (62.5 if before else None)
    assert "That is not your fault" in found["output"] and "test_hidden" not in found["output"]
    assert ("earlier submission" in found["output"]) == bool(before)
    assert "test_hidden" in said  # which staff need to know


@pytest.mark.parametrize("before", [[], BEFORE])
def test_a_check_that_failed_by_itself_gives_no_score_but_the_one_there_was(
    before: list[dict[str, Any]], container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "run", lambda *_, **__: iter([made()["fay"]]))
    hand_in(container, {f"{HW}.py": WORK}, before)
    mark(container)
    found = results(container)
    assert found.get("score") == (62.5 if before else None)
    assert PARTLY in found["output"] and len(found["tests"]) == 3
    assert not [row for row in found["tests"] if "score" in row]


@pytest.mark.parametrize(
    "metadata", ["", "[]", '{"previous_submissions": [1, {"score": NaN}, {"score": "-3"}, {}]}', "[" * 10**5]
)
def test_metadata_of_any_kind_is_survived(metadata: str, container: Container) -> None:
    hand_in(container, {})
    container.metadata.write_text(metadata)
    mark(container)
    assert results(container)["score"] == 0


def test_an_upload_of_links_and_pipes_is_not_followed(container: Container) -> None:
    hand_in(container, {})
    (container.submission / f"{HW}.py").symlink_to(container.source / "course" / "assignments" / HW / f"{HW}.py")
    os.mkfifo(container.submission / f"{HW}.ipynb")
    mark(container)
    found = results(container)
    assert found["score"] == 0 and found["tests"] == []


@pytest.mark.slow
def test_a_submission_is_marked_as_gradescope_would_and_again_with_the_same_marks(container: Container) -> None:
    hand_in(container, {"my work/Homework (1).py": WORK, "my work/helpers.py": "x = 1\n"}, BEFORE)
    said = run(container, UNSHARE, MOUNT)  # as under the default profile of Docker
    text = container.results.read_text(encoding="utf-8")
    found = results(container)
    assert found["score"] == 45 and "isolation strict" in said
    assert [row["name"].split(":")[0] for row in found["tests"]] == ["loss", "d_loss", "train"]
    assert "data that you do not see" in found["tests"][1]["output"]
    assert not [title for title in hidden_titles() if title in text]
    assert str(SEED) not in text and "test_hidden" not in text
    assert mark(container).startswith("45 of 100 points, isolation strict")
    assert container.results.read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_the_image_is_checked_when_it_is_built(container: Container) -> None:
    assert check(container) == f"{HW} is ready: its reference has 100 points"


@pytest.mark.slow
@pytest.mark.skipif(not has_users(), reason="only root gives workers a user of their own")
def test_without_landlock_nothing_is_marked_until_the_modes_of_files_are_accepted_as_the_wall(
    container: Container,
) -> None:
    hand_in(container, {f"{HW}.py": WORK}, BEFORE)
    container.source.chmod(0o700)  # setup.sh closes it
    said = run(container, LANDLOCK, UNSHARE, MOUNT)
    found = results(container)
    assert (found["score"], found["tests"]) == (62.5, []) and "Or accept less by --isolation modes" in said
    settings = container.source / "gradescope.toml"
    settings.write_text(settings.read_text().replace('"strict"', '"modes"'))
    assert run(container, LANDLOCK, UNSHARE, MOUNT).startswith("45 of 100 points, isolation modes")
    assert results(container)["score"] == 45
