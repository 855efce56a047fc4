"""What staff mark an answer by hand with: its task, the solution that the lesson has for it, and `scheme.md`.

`assignments/<id>/scheme.md` may say in Markdown what gives how many points. Students never get it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.core.files import read_regular
from autograder.core.model import CourseFault
from autograder.course.lesson import BEGIN, END, Lesson

NAME = "scheme.md"
_MAX = 100_000  # bytes


@dataclass(frozen=True)
class Scheme:
    """Of one answer by hand: the lesson's text above it, and the lesson's own solution, as Markdown."""

    task: str
    solution: str


def schemes(lesson: Lesson) -> dict[str, Scheme]:
    """grade_id -> what it is marked with, in the lesson's order."""
    found, task = {}, ""
    for cell in lesson.cells:
        role = cell["metadata"].get("nbgrader", {})
        if role.get("grade") and role.get("solution"):
            found[role["grade_id"]] = Scheme(task, "\n".join(_inside(cell["source"])))
        elif cell["cell_type"] == "markdown":
            task = cell["source"]
    return found


def mark_scheme(folder: Path) -> str:
    """The text of an assignment's `scheme.md`; "" where there is none. `CourseFault` where it cannot be read."""
    path = folder / NAME
    try:
        return read_regular(path, _MAX).decode()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise CourseFault(f"{path} cannot be read: {error}") from None


def _inside(text: str) -> Iterator[str]:
    """The lines between the marks of a solution."""
    inside = False
    for line in text.splitlines():
        if BEGIN in line or END in line:
            inside = BEGIN in line
        elif inside:
            yield line
