"""What lies beside the notebook: what students install, how editors are told, and a README of one screen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from shared import ROOT, installed_already, without_make

from autograder.course.course import Course, find_root
from autograder.student import handout

HERE = Course(find_root(Path(__file__)))


def folder_of(target: Path, name: str = "hw4_loss", due: datetime | None = None) -> Path:
    """A released folder without its notebook, and with a wheel in name only."""
    folder, wheel = target / "a folder", target / "matcalc_autograder-0-py3-none-any.whl"
    folder.mkdir()
    wheel.touch()
    handout.fill(folder, HERE.folder(name), HERE.assignment(name), HERE.lesson(name), wheel, {}, "", due)
    return folder


def test_homework_in_numpy_needs_no_pytorch_and_students_install_ranges() -> None:
    ours, torch = (handout.requirements(framework) for framework in ("numpy", "torch"))
    wanted = [line for line in ours["requirements.txt"].splitlines() if not line.startswith("#")]
    assert {re.split(r"\W", line)[0] for line in wanted} == {"numpy", "pytest", "msgpack", "rich"}
    assert all(">=" in line and "==" not in line for line in wanted)
    assert "torch>=" in torch["requirements.txt"] and "torch>=" in ours["requirements-torch.txt"]
    assert "jupyterlab>=" in ours["requirements-notebook.txt"] and "nbgrader" not in "".join(ours.values())


@pytest.mark.parametrize("name", HERE.names)
def test_the_readme_is_one_screen_and_says_what_to_hand_in(name: str) -> None:
    text = (ROOT / "release" / name / "README.md").read_text(encoding="utf-8")
    questions = len(HERE.assignment(name).with_practice.questions)
    assert len(text.splitlines()) - questions < 48
    assert f"**Hand in `{name}.ipynb` or `{name}.py`**" in text
    for word in (
        "do not hand it in",
        "JupyterLab",
        "VS Code",
        "Colab",
        "What counts",
        "Where help is",
        "homework.py remove",
    ):
        assert word in text


def test_a_due_date_is_in_the_readme_and_in_what_status_reads(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, due=datetime(2027, 3, 1, 23, 59, tzinfo=timezone(timedelta(hours=1))))
    assert "100 points. Due Monday 1 March 2027, 23:59 (UTC+01:00)." in (folder / "README.md").read_text()
    assert json.loads((folder / "release.json").read_text())["due"] == "2027-03-01T23:59:00+01:00"


def test_homework_without_a_date_is_released_without_one(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert "due" not in json.loads((folder / "release.json").read_text())
    assert "Due" not in (folder / "README.md").read_text()


def test_editors_find_the_checks_the_kernel_and_a_container(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    settings = json.loads((folder / ".vscode/settings.json").read_text())
    assert settings["python.testing.pytestEnabled"] and settings["python.testing.pytestArgs"] == ["test_public.py"]
    container = json.loads((folder / ".devcontainer/devcontainer.json").read_text())
    assert container["postCreateCommand"] == "python homework.py install kernel"


@pytest.mark.slow
def test_make_hands_its_words_to_homework_py(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "homework.py").write_text("import sys\nprint(sys.argv[1:])\n")
    for words, heard in (
        (["test", "HINTS=3", "ARGS=-k gradient -x"], ["test", "--hints", "3", "-k", "gradient", "-x"]),
        (["watch", "K=d_loss"], ["watch", "-k", "d_loss"]),
        (["notebook"], ["notebook"]),
    ):
        done = subprocess.run(["make", *words], cwd=folder, capture_output=True, text=True, env=without_make())
        assert done.stdout.strip() == str(heard)


@pytest.mark.slow
def test_pytest_works_in_the_folder_as_it_is_and_an_editor_hears_every_check(tmp_path: Path) -> None:
    folder = Path(
        shutil.copytree(ROOT / "release/hw4_loss", tmp_path / "hw4_loss", ignore=shutil.ignore_patterns("*.whl"))
    )
    (folder / "editor.py").write_text(
        "def pytest_report_teststatus(report):\n    if report.when == 'call':\n        print('heard', report.nodeid, report.outcome)\n"
    )
    (folder / "matcalc_autograder-0-py3-none-any.whl").touch()
    python = Path(installed_already(folder, tmp_path / "course")["MATCALC_HOME"]) / "env/bin/python"
    for loaded in ([], ["-p", "autograder"]):
        command = [str(python), "-m", "pytest", "-p", "editor", *loaded, "test_public.py"]
        environment = without_make(PYTHONPATH=str(folder), PYTEST_ADDOPTS="", COLUMNS="150")
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
        checks = (folder / "test_public.py").read_text().count("\n@question(")
        assert done.stdout.count("heard test_public.py::") == checks, done.stdout + done.stderr
        assert "0 of 100 points on the public checks" in done.stdout
