"""nbgrader's `validate`, and so its button in JupyterLab, on a released folder: it says what `check` says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shared import ROOT, without_make
from term import DERIVED, HW, RIGHT, WRONG, grade_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "release" / HW, tmp_path / HW))


def validate(folder: Path, code: str = "") -> str:
    """What `nbgrader validate` says on one line; with code, it is in the first answer, and the derivation is there."""
    path = folder / f"{HW}.ipynb"
    book = json.loads(path.read_text())
    for cell in book["cells"]:
        if code and grade_id(cell).startswith("answer-"):
            cell["source"], code = f"import numpy as np\n{code}", "# see above"
        elif code and grade_id(cell) == "answer":
            cell["source"] = DERIVED
    path.write_text(json.dumps(book))
    command = [sys.executable, "-m", "nbgrader", "validate", path.name]
    said = subprocess.run(command, cwd=folder, env=without_make(), capture_output=True, text=True, timeout=300)
    assert said.returncode == 0, said.stderr
    return " ".join(said.stdout.split())


def test_untouched_work_is_not_a_success(folder: Path) -> None:
    said = validate(folder)
    assert "Success" not in said and "FAILED ON 4 CELL(S)" in said
    assert "loss: not attempted" in said and "train: not attempted" in said
    assert "Traceback" not in said and "notebook.py" not in said  # the reason, not our own frames


def test_wrong_work_fails_where_it_is_wrong_and_says_why(folder: Path) -> None:
    said = validate(folder, WRONG)
    assert "Success" not in said and "d_loss: wrong value" in said and "without its ReLU" in said
    assert 'check("loss")' not in said


def test_right_work_passes(folder: Path) -> None:
    assert validate(folder, RIGHT) == "Success! Your notebook passes all the tests."


def test_work_away_from_its_released_folder_is_not_a_success(folder: Path) -> None:
    (folder / "release.json").unlink()
    (folder / "assignment.toml").unlink()
    said = validate(folder, RIGHT)
    assert "Success" not in said and "FAILED ON 3 CELL(S)" in said
