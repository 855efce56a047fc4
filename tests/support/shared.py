"""What tests of every package share: where the repository is, the seed, and a result at a glance."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SEED = 1789


def without_make(**variables: str) -> dict[str, str]:
    """This environment but for what the make that runs the tests left in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return kept | variables


def released_copy(target: Path, name: str = "hw4_loss") -> Path:
    """A released folder as a student has it, with a wheel in name only: what these tests install is here already."""
    folder = Path(
        shutil.copytree(ROOT / "release" / name, target / name, ignore=shutil.ignore_patterns(".venv", "*.whl"))
    )
    (folder / "matcalc_autograder-0-py3-none-any.whl").touch()
    return folder


def installed_already(folder: Path, home: Path) -> dict[str, str]:
    """The variables with which `homework.py` in a released folder takes this environment for the course's own."""
    wanted = [line for name in folder.glob("requirements*.txt") for line in name.read_text().splitlines()]
    wheel = next(folder.glob("*.whl")).read_bytes()
    home.mkdir()
    (home / "env").symlink_to(sys.prefix, target_is_directory=True)
    said = {"lines": wanted, "engine": hashlib.sha256(wheel).hexdigest()}
    (home / "installed.json").write_text(json.dumps(said))
    return {"MATCALC_HOME": str(home)}


def seen_when_graded() -> str:
    """Work on hw4_loss in which one check alone fails, a hidden one: at z = 0, and never for two features, which is
    what the public check of the kink draws."""
    text = (ROOT / "assignments/hw4_loss/submissions/wrong/kink.py").read_text()
    assert "(z >= 0)" in text
    return text.replace("(z >= 0)", "(z > 0 if len(w) == 2 else z >= 0)")


def verdicts(result: dict[str, Any]) -> dict[str, str]:
    """Question -> verdict."""
    return {question["id"]: question["verdict"] for question in result["questions"]}
