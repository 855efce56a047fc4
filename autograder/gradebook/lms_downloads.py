"""`nbgrader zip_collect` of what a learning platform hands out: whose each file is, what it is, and when it came in.

    c.ZipCollectApp.collector_plugin = "autograder.gradebook.lms_downloads.Downloads"

A platform puts its own words before the name that a student gave a file. Only the platform's words are believed, so
that no file name can claim another student or another time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Enum, List, TraitError, Unicode, validate

# What a platform calls a student's file, or the folder of a student's files. The first place that fits counts.
LAYOUTS = {
    # hw4_ada_attempt_2026-01-30-15-30-10_hw4_loss.ipynb
    "blackboard": r"(?:.*?_)?(?P<student>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.*))?",
    # lovelaceada_12345_678910_hw4_loss-1.ipynb, and lovelaceada_LATE_12345_...
    "canvas": r"(?P<student>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)",
    # Ada Lovelace_12345_assignsubmission_file_/hw4_loss.ipynb, or all in one name
    "moodle": r"(?P<student>.+?)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)",
}


class Downloads(FileNameCollectorPlugin):  # type: ignore[misc]
    """Finds student, file and time in a platform's names. `named_regexp` is for others, and works as nbgrader says.

    A student's own archive gives its notebook and text, whatever else is in it. `hw4_loss-1.ipynb` and
    `hw4_loss (2).ipynb` are hw4_loss.ipynb, handed in or downloaded again.
    """

    platform = Enum(tuple(LAYOUTS), default_value="blackboard", help="Where the download comes from").tag(config=True)
    timezone = Unicode("UTC", help="The platform's clock, like Europe/Berlin").tag(config=True)
    valid_ext = List([".ipynb", ".py"], help="Endings of what is collected").tag(config=True)

    @validate("timezone")
    def _known_zone(self, proposal: Any) -> str:
        try:
            ZoneInfo(proposal["value"])
        except (ZoneInfoNotFoundError, ValueError):
            raise TraitError(f"{proposal['value']!r} is not a time zone; one reads like Europe/Berlin") from None
        return str(proposal["value"])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._seen: set[tuple[str, str]] = set()

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Student, file and time of one extracted file; None for what is nobody's work."""
        path = Path(submitted_file)
        inside = path.relative_to(self.parent._format_collect_path(self.parent.extracted_directory))
        hidden = any(part.startswith(".") or part == "__MACOSX" for part in inside.parts)
        if hidden or path.suffix not in self.valid_ext:
            return None
        info: dict[str, str] | None = self._match(submitted_file) if self.named_regexp else self._known(inside)
        if info is None:
            return None
        info = {
            key: value for key, value in info.items() if value is not None
        }  # groups of the pattern that did not match
        name = self._named(Path(info["file_id"]).name.removesuffix(path.suffix) + path.suffix)
        if name in self._handed_out():
            return None
        key = (info["student_id"], name)
        if "timestamp" not in info and key in self._seen:
            self.log.warning(
                "%s: %s has two of that name, and no time tells the later; this one is left out", path, key
            )
            return None
        self._seen.add(key)
        return {**info, "file_id": name} | ({"timestamp": self._utc(info["timestamp"])} if "timestamp" in info else {})

    def _known(self, inside: Path) -> dict[str, str] | None:
        """The first part of the path that is named as the platform does tells whose it is."""
        for place, part in enumerate(inside.parts, 1):
            found = re.fullmatch(LAYOUTS[self.platform], part, re.DOTALL)
            if found:
                told = found.groupdict()
                info = {"student_id": "_".join(filter(None, (told["student"], told.get("number"))))}
                info["file_id"] = told["file"] or part if place == len(inside.parts) else inside.name
                return info | ({"timestamp": told["time"]} if "time" in told else {})
        self.log.warning(
            "%s is not named as %s does; if it comes from elsewhere, set c.Downloads.platform or "
            "c.FileNameCollectorPlugin.named_regexp in nbgrader_config.py",
            inside,
            self.platform,
        )
        return None

    def _named(self, name: str) -> str:
        """The assignment's own file name, if only a number was added to it."""
        homework = self.parent.coursedir.assignment_id
        again = re.fullmatch(rf"{re.escape(homework)}[ _-]?(?:\d+|\(\d+\))(\.\w+)", name)
        return homework + again[1] if again else name

    def _handed_out(self) -> set[str]:
        """The names of the other files that students got, such as test_public.py."""
        places = self.parent.coursedir
        folder = Path(places.format_path(places.release_directory, ".", places.assignment_id))
        return {path.name for path in folder.glob("*") if path.stem != places.assignment_id}

    def _utc(self, time: str) -> str:
        """A platform's time as nbgrader reads it correctly; a form that is unknown here is left to nbgrader."""
        digits = re.fullmatch(r"(\d{4})" + r"-(\d\d)" * 5, time)
        if digits is None:
            return time
        there = datetime(*map(int, digits.groups()), tzinfo=ZoneInfo(self.timezone))  # type: ignore[misc, arg-type]
        return f"{there.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
