"""What lies beside the notebook: what students install, and a Makefile that works where nothing is set up."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.core.model import CourseFault
from autograder.course.course import Course, find_root
from autograder.student import handout

pytestmark = pytest.mark.slow

HERE = Course(find_root(Path(__file__)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A released folder without its notebook, and with a wheel in name only."""
    folder, source = tmp_path / "a folder", HERE.folder("hw4_loss")
    folder.mkdir()
    wheel = tmp_path / "matcalc_autograder-0-py3-none-any.whl"
    wheel.touch()
    handout.fill(
        folder, source, HERE.assignment("hw4_loss"), HERE.lesson("hw4_loss"), wheel, handout.requirements(), {}
    )
    return folder


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """Stands for an interpreter: writes down what it is asked for, and makes environments of itself."""
    path = tmp_path / "python"
    lines = (
        "#!/bin/sh",
        'echo "$@" >>log',
        '[ "$2" != venv ] || { rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/; }',
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    path.chmod(0o755)
    return path


def test_what_students_install_is_pinned_and_is_no_more_than_they_need() -> None:
    files = handout.requirements()
    checks = [line for line in files["requirements.txt"].splitlines() if not line.startswith("#")]
    assert all("==" in line for line in checks)
    assert {line.partition("==")[0] for line in checks} >= {"numpy", "torch", "pytest", "msgpack", "rich", "pluggy"}
    assert not any(line.startswith(("nbgrader", "jupyterlab", "ruff")) for line in checks)
    assert "jupyterlab==" in files["requirements-notebook.txt"]
    with pytest.raises(CourseFault, match=r"constraints.txt pins no torch"):
        handout.closure(["numpy>=2", "torch"], {"numpy": "2.4.6"})


def test_without_a_python_that_will_do_make_test_says_so_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    for python, says in (("python0", "There is no python0 here"), (str(old), "Python 3.11 or newer is needed")):
        ran = subprocess.run(["make", "test", f"PYTHON={python}"], cwd=folder, capture_output=True, check=False)
        assert ran.returncode == 2
        assert says in ran.stdout.decode()
        assert not (folder / ".venv").exists()


def test_make_test_installs_once_and_then_hands_its_words_to_pytest(folder: Path, python: Path) -> None:
    for _ in range(2):
        words = ["make", "test", f"PYTHON={python}", "HINTS=3", "ARGS=-k gradient -x"]
        subprocess.run(words, cwd=folder, capture_output=True, check=True)
    log = (folder / "log").read_text(encoding="utf-8").splitlines()
    tests = [line for line in log if line == "-P -m pytest -p autograder.student.plugin --hints 3 -k gradient -x"]
    installs = [line for line in log if "install" in line and line.endswith(".whl")]
    assert (len(tests), len(installs)) == (2, 1)


def test_a_folder_in_a_clone_that_has_no_wheel_installs_the_engine_of_the_clone(folder: Path, python: Path) -> None:
    inside = folder.parent / "release" / "hw4_loss"
    folder.rename(inside.parent.parent / "moved")
    inside.parent.mkdir()
    (inside.parent.parent / "moved").rename(inside)
    next(inside.glob("*.whl")).unlink()
    refused = subprocess.run(["make", "test", f"PYTHON={python}"], cwd=inside, capture_output=True, check=False)
    assert refused.returncode == 2 and b"matcalc_autograder-*.whl is missing from this folder" in refused.stdout
    (folder.parent / "pyproject.toml").write_text('[project]\nname = "matcalc-autograder"\n', encoding="utf-8")
    subprocess.run(["make", "test", f"PYTHON={python}"], cwd=inside, capture_output=True, check=True)
    log = (inside / "log").read_text(encoding="utf-8").splitlines()
    assert [line for line in log if line.endswith("install --no-deps --force-reinstall --editable ../..")]


def test_a_copied_environment_whose_python_is_not_here_is_made_anew(folder: Path, python: Path) -> None:
    for _ in range(2):
        subprocess.run(["make", "test", f"PYTHON={python}"], cwd=folder, capture_output=True, check=True)
        (folder / ".venv" / "bin" / "python").unlink()
        (folder / ".venv" / "bin" / "python").symlink_to(folder / "nowhere")
    assert (folder / "log").read_text(encoding="utf-8").count("-m venv --clear .venv") == 2
