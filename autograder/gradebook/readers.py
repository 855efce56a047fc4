"""Who gave which points for an answer by hand, and when: nbgrader's gradebook has no place for it.

`readings/<homework>.jsonl` has a line for each time that somebody saved, and is never written over. It is also the lock
under which two readers compare and write, in one process or in two.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.core.files import read_regular
from autograder.core.model import BadInput

FOLDER = "readings"
_MAX = 200_000_000  # bytes


@dataclass(frozen=True)
class Saved:
    """What a reader gave for one answer: points, None for none, and the time in UTC."""

    time: str
    reader: str
    student: str
    cell: str
    points: float | None
    comment: str


class Readers:
    """The journal of one homework."""

    def __init__(self, root: Path, name: str) -> None:
        self._folder, self._path = root / FOLDER, root / FOLDER / f"{name}.jsonl"

    def last(self) -> dict[tuple[str, str], Saved]:
        """(student, cell) -> what was saved last. `BadInput` where the journal cannot be read."""
        try:
            lines = read_regular(self._path, _MAX).decode().splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise BadInput(f"{self._path} cannot be read: {error}") from None
        found = {}
        for number, line in enumerate(lines, 1):
            try:
                saved = Saved(**json.loads(line))
            except (ValueError, TypeError):
                raise BadInput(f"{self._path}, line {number} is damaged; remove it") from None
            found[saved.student, saved.cell] = saved
        return found

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other reader saves. `BadInput` where the journal cannot be written."""
        try:
            descriptor = self._opened()
        except OSError as error:
            raise BadInput(f"{self._path} cannot be written: {error.strerror}") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # its holders are in process for milliseconds
            yield
        finally:
            os.close(descriptor)

    def note(self, reader: str, student: str, cell: str, points: float | None, comment: str) -> None:
        """Add a line; only while `alone`."""
        time = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        line = json.dumps(asdict(Saved(time, reader, student, cell, points, comment)), ensure_ascii=False) + "\n"
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line)

    def _opened(self) -> int:
        """The journal's file. Its group may do what the group of the course's folder may: a staff of several."""
        shared = self._folder.parent.stat().st_mode & 0o020
        if not self._folder.is_dir():
            self._folder.mkdir()
            self._folder.chmod(0o2770 if shared else 0o700)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open(self._path, flags | os.O_EXCL, 0o600)
        except FileExistsError:
            return os.open(self._path, flags)
        os.fchmod(descriptor, 0o660 if shared else 0o600)
        return descriptor
