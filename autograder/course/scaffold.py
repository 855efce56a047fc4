"""A new assignment that passes `autograder verify` at once, with a TODO at every place to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.core.files import write_whole
from autograder.core.model import BadInput
from autograder.course.course import Course

# In the checkout, not in the package, which students get: it has a solution.
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "assignment"


def lay_out(course: Course, name: str) -> list[Path]:
    """Write `assignments/<name>/` and return its files; `BadInput` for a bad name, or if the folder exists."""
    if not re.fullmatch(r"[A-Za-z0-9_]+", name):
        raise BadInput(f"{name!r} cannot be an assignment's id: letters, digits and _ only, such as hw7_softmax")
    folder = course.root / "assignments" / name
    if folder.exists():
        raise BadInput(f"{folder} exists already; choose another name, or remove it")
    if not EXAMPLE.is_dir():
        raise BadInput(f"{EXAMPLE} does not exist; run this in a checkout of the engine")
    written = []
    for source in sorted(path for path in EXAMPLE.rglob("*") if path.suffix in (".py", ".toml")):
        target = folder / source.relative_to(EXAMPLE)
        if source.name == "lesson.py":
            target = target.with_name(f"{name}.py")
        write_whole(source.read_text(encoding="utf-8").replace("$id", name), target)
        written.append(target)
    return written
