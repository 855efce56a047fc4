"""What a student is handed besides the notebook: text twin, checks, instructions, and what installs the engine.

Everything is made from the assignment and the engine's checkout, the same to the byte each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

from autograder import __version__
from autograder.core.model import Assignment, CourseFault
from autograder.core.numbers import points
from autograder.course.course import EXPECTED, HANDED_OUT
from autograder.course.lesson import Lesson

ENGINE = Path(__file__).resolve().parents[2]
FORMAT = 1
_TEMPLATES = Path(__file__).parent / "templates"
_WHEN = "%B %Y, %H:%M (%Z)"
_LARGE = """ PyTorch is large (1 GB; on Linux the small build is one
Enter away, and the one with CUDA libraries has 5 GB)."""
#: What is handed out as it is: a template -> its place in the folder. In the package no name begins with a dot.
_AS_THEY_ARE = {
    "Makefile": "Makefile",
    "homework.py": "homework.py",
    "pytest.ini": "pytest.ini",
    "vscode/settings.json": ".vscode/settings.json",
    "vscode/extensions.json": ".vscode/extensions.json",
    "devcontainer/devcontainer.json": ".devcontainer/devcontainer.json",
}


def names(assignment: Assignment, wheel: str) -> set[str]:
    """The files of a released folder. No other is ever published."""
    left_out = {EXPECTED} if assignment.framework == "torch" else set()
    return {f"{assignment.id}.ipynb", f"{assignment.id}.py", wheel, *HANDED_OUT} - left_out


def own_text() -> str:
    """What students read in any case because it is handed out as it is, whatever the homework."""
    return "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in _AS_THEY_ARE)


def fill(
    target: Path,
    folder: Path,
    assignment: Assignment,
    lesson: Lesson,
    wheel: Path,
    small: Mapping[str, Any],
    expected: str,
    due: datetime | None = None,
) -> None:
    """Write all of a released folder but its notebook.

    `small` are the small cases of its checks (`local.small_cases`), `expected` the answers that its checks expect
    (`expected.expected_answers`), "" where students compute them. `due` has the offset of the course's timezone.
    """
    note = {
        "assignment": assignment.id,
        "engine": __version__,
        "code": lesson.fingerprint,
        "format": FORMAT,
        "small": small,
        **({"due": due.isoformat()} if due else {}),
    }
    texts = {
        f"{assignment.id}.py": lesson.stub,
        "README.md": _readme(folder, assignment, lesson.manual_points, due),
        "release.json": "{\n"
        + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in note.items())
        + "\n}\n",
        **{place: (_TEMPLATES / name).read_text(encoding="utf-8") for name, place in _AS_THEY_ARE.items()},
        **requirements(assignment.framework),
        **({EXPECTED: expected} if expected else {}),
    }
    for name, text in texts.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    for path in (folder / "test_public.py", folder / "assignment.toml", wheel):
        shutil.copyfile(path, target / path.name)


def build_wheel(target: Path) -> Path:
    """The engine as a wheel, without times of its own. `CourseFault` where only an installed engine is at hand."""
    if not (ENGINE / "pyproject.toml").is_file():
        raise CourseFault(f"releasing needs the engine's checkout; {ENGINE} has no pyproject.toml")
    from flit_core import buildapi

    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "315532800"  # 1980, where the times of zip files begin
    try:
        with contextlib.chdir(ENGINE):
            return target / str(buildapi.build_wheel(str(target)))
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def requirements(framework: str) -> dict[str, str]:
    """The requirements files of homework in a framework: ranges, which fit many Pythons and systems."""
    project = tomllib.loads((ENGINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    checks, extras = project["dependencies"], project["optional-dependencies"]
    return {
        "requirements.txt": _lines("what the checks need", checks + (extras["torch"] if framework == "torch" else [])),
        "requirements-torch.txt": _lines("what computes answers that did not come with the homework", extras["torch"]),
        "requirements-notebook.txt": _lines("what notebooks need besides", extras["notebook"]),
    }


def _lines(what: str, wanted: Iterable[str]) -> str:
    return "\n".join([f"# {what}", *sorted(wanted)]) + "\n"


def _readme(folder: Path, assignment: Assignment, by_hand: int, due: datetime | None) -> str:
    said: dict[str, Any] = tomllib.loads((folder / "assignment.toml").read_text(encoding="utf-8"))
    rows = [
        f"| `{asked.signature}` | {points(float(asked.points)) if asked.points else 'practice'} | {asked.title} |"
        for asked in assignment.with_practice.questions
    ]
    extra = f"\nA derivation in the notebook is read by a person and adds up to {by_hand} points.\n" if by_hand else ""
    limits, torch = assignment.limits, assignment.framework == "torch"
    return Template((_TEMPLATES / "README.md").read_text(encoding="utf-8")).substitute(
        id=assignment.id, title=assignment.title, hours=said["hours"], rows="\n".join(rows), by_hand=extra,
        first=assignment.questions[0].id, due=f" Due {due:%A} {due.day} {due:{_WHEN}}." if due else "",
        framework=" and PyTorch" if torch else "", large=_LARGE if torch else "",
        load_seconds=f"{limits.load_seconds:g}", question_seconds=f"{limits.question_seconds:g}",
        memory_mb=limits.memory_mb,
    )  # fmt: skip
