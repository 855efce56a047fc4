"""When work came in: the `timestamp.txt` next to it, read as any file of a student's.

Times are in UTC and without a zone, as nbgrader's database keeps them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.core.model import BadInput
from autograder.core.open_folder import opened
from autograder.core.sanitize import one_line

NAME = "timestamp.txt"
_MAX = 200  # bytes
# A zone is a name, never a path: the library that looks zones up would open it.
_ZONE = r"Z|[A-Za-z]\w*(?:/\w+){0,2}|[+-]\d\d:?\d\d"
_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?)(?: ?({_ZONE}))?", re.ASCII)


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


def parsed(text: str, zone: tzinfo = UTC) -> datetime | None:
    """A time such as `2026-01-30 15:30:10 Europe/Berlin`, in UTC without a zone; None for anything else.

    `zone` is that of a time which names none.
    """
    found = _TIME.fullmatch(text)
    if not found:
        return None
    day, clock, named = found.groups()
    if len(clock) > 15:
        clock = clock[:15]  # nanoseconds
    try:
        there = _zone(named) if named else zone
        time = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=there).astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return None
    return time.replace(tzinfo=None) if time.year >= 2000 else None


def line_of(time: datetime) -> str:
    """A time in UTC as `timestamp.txt` has it."""
    return f"{time:%Y-%m-%d %H:%M:%S.%f} UTC"


def _zone(name: str) -> tzinfo:
    offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", name)
    if offset:
        minutes = 60 * int(offset[2]) + int(offset[3])
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    return UTC if name == "Z" else ZoneInfo(name)
