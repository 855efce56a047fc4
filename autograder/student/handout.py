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
from importlib import metadata
from pathlib import Path
from string import Template
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from autograder import __version__
from autograder.core.model import Assignment, CourseFault
from autograder.core.numbers import points
from autograder.course.course import HANDED_OUT
from autograder.course.lesson import Lesson

ENGINE = Path(__file__).resolve().parents[2]
FORMAT = 1
_TEMPLATES = Path(__file__).parent / "templates"


def names(assignment: str, wheel: str) -> set[str]:
    """The files of a released folder. No other is ever published."""
    return {f"{assignment}.ipynb", f"{assignment}.py", wheel, *HANDED_OUT}


def fill(
    target: Path,
    folder: Path,
    assignment: Assignment,
    lesson: Lesson,
    wheel: Path,
    pins: Mapping[str, str],
    small: Mapping[str, Any],
) -> None:
    """Write all of a released folder but its notebook.

    `pins` are the files that `requirements` makes, `small` the small cases of its checks (`local.small_cases`).
    """
    note = {
        "assignment": assignment.id,
        "engine": __version__,
        "code": lesson.fingerprint,
        "format": FORMAT,
        "small": small,
    }
    texts = {
        f"{assignment.id}.py": lesson.stub,
        "README.md": _readme(folder, assignment, lesson.manual_points),
        "release.json": "{\n"
        + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in note.items())
        + "\n}\n",
        **{name: (_TEMPLATES / name).read_text(encoding="utf-8") for name in ("Makefile", "pytest.ini")},
        **pins,
    }
    for name, text in texts.items():
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


def requirements() -> dict[str, str]:
    """The requirements files: what the checks need, and what the notebook needs besides, all pinned by constraints.txt.

    What other systems need on top has no pin there and is left to pip.
    """
    project = tomllib.loads((ENGINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    constraints = ENGINE / "constraints.txt"
    if not constraints.is_file():
        raise CourseFault(f"{constraints}: this file is missing, and it pins what students install")
    pinned = _pins(constraints)
    checks = closure(project["dependencies"], pinned)
    staff = ("nbgrader", "cryptography")
    lab = [line for line in project["optional-dependencies"]["course"] if not line.startswith(staff)]
    return {
        "requirements.txt": _lines("what the checks need", checks),
        "requirements-notebook.txt": _lines("what make notebook needs besides", closure(lab, pinned) - checks),
    }


def closure(wanted: Iterable[str], pinned: Mapping[str, str]) -> set[str]:
    """`name==version` of the requirements and of all that they need, for any system. `CourseFault` without a pin."""
    todo = [Requirement(line) for line in wanted]
    for requirement in todo:
        if canonicalize_name(requirement.name) not in pinned:
            raise CourseFault(f"constraints.txt pins no {requirement.name}, which students need")
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        requirement = todo.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen or key[0] not in pinned:
            continue
        seen.add(key)
        try:
            needs = map(Requirement, metadata.requires(key[0]) or [])
        except metadata.PackageNotFoundError:
            raise CourseFault(f"{key[0]} is pinned in constraints.txt but not installed; run make setup") from None
        todo.extend(need for need in needs if _applies(need, key[1]))
    return {f"{name}=={pinned[name]}" for name, _ in seen}


def _applies(need: Requirement, extras: Iterable[str]) -> bool:
    """Whether a requirement holds on some system: only its extras are asked for, not this machine."""
    if need.marker is None or "extra" not in str(need.marker):
        return True
    return any(need.marker.evaluate({"extra": extra}) for extra in extras)


def _pins(constraints: Path) -> dict[str, str]:
    pinned = {}
    for number, line in enumerate(constraints.read_text(encoding="utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        try:
            requirement = Requirement(text) if text else None
        except InvalidRequirement as error:
            raise CourseFault(f"{constraints}:{number}: {error}") from None
        if requirement is not None:
            pinned[str(canonicalize_name(requirement.name))] = str(requirement.specifier).removeprefix("==")
    return pinned


def _lines(what: str, pins: Iterable[str]) -> str:
    return "\n".join([f"# {what}, as tested", *sorted(pins)]) + "\n"


def _readme(folder: Path, assignment: Assignment, by_hand: int) -> str:
    said: dict[str, Any] = tomllib.loads((folder / "assignment.toml").read_text(encoding="utf-8"))
    rows = [
        f"| `{asked.signature}` | {points(float(asked.points)) if asked.points else 'practice'} | {asked.title} |"
        for asked in assignment.with_practice.questions
    ]
    extra = f"\nA derivation in the notebook is read by a person and adds up to {by_hand} points.\n" if by_hand else ""
    limits = assignment.limits
    return Template((_TEMPLATES / "README.md").read_text(encoding="utf-8")).substitute(
        id=assignment.id, title=assignment.title, hours=said["hours"], rows="\n".join(rows), by_hand=extra,
        load_seconds=f"{limits.load_seconds:g}", question_seconds=f"{limits.question_seconds:g}",
        memory_mb=limits.memory_mb,
    )  # fmt: skip
