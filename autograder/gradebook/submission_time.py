"""When work came in: the `timestamp.txt` that nbgrader's exchange leaves beside it, read as any file of a student's."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.core.model import BadInput
from autograder.core.open_folder import opened
from autograder.core.sanitize import one_line

NAME = "timestamp.txt"
_MAX = 200  # bytes
# A zone is a name, never a path: the library that looks zones up would open it.
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?(?:Z|[A-Za-z]\w*(?:/\w+){0,2}|[+-]\d\d:?\d\d))?",
    re.ASCII,
)


def submitted_at(folder: Path) -> tuple[datetime | None, str]:
    """The time of submission of `<student>/<assignment>/` in UTC, without a zone; and why there is none.

    No words where there is just no such file.
    """
    try:
        with opened(folder.parent.parent, folder.parent.name, folder.name) as held:
            if held.status(NAME) is None:
                return None, ""
            text = held.read(NAME, _MAX).decode("utf-8", "replace").strip()
    except BadInput as error:
        return None, f"no time of submission: {error}"
    found = parsed(text)
    return found, "" if found else f"no time of submission: {folder / NAME} says {one_line(text, 40)!r}"


def parsed(text: str) -> datetime | None:
    """A time as the exchange writes it, in UTC without a zone; None for anything else."""
    if not _TIME.fullmatch(text):
        return None
    try:
        found: datetime = parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if found.year >= 2000 else None
