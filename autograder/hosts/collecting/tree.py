"""A commit's files as a folder that can be read like one on a disk: nothing is checked out."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.open_folder import MAX_NAMES, size
from autograder.hosts.collecting.git import MAX_LISTED, Repository

_ENTRY = re.compile(rb"(\d{6}) \w+ ([0-9a-f]{40,64}) +(\d+|-|BAD)\t([^\0]+)\0", re.DOTALL)
_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True)
class _Entry:
    mode: int
    object: str
    size: int | None  # None where it is not a file, or was not fetched, as too large


@dataclass(frozen=True)
class TreeFolder:
    """A folder of a commit. `path` is for messages alone, `tree` is what git calls it."""

    path: Path
    repository: Repository
    tree: str
    _listed: dict[str, _Entry] = field(default_factory=dict)
    _read: dict[str, bytes] = field(default_factory=dict)

    def names(self) -> list[str]:
        """The names of what lies there, sorted; `BadInput` for more than `MAX_NAMES`, or two of one name."""
        found = sorted(self._entries())
        if len(found) > MAX_NAMES:
            raise BadInput(f"{self.path} holds more than {MAX_NAMES:,} files and folders")
        return found

    def status(self, name: str) -> os.stat_result | None:
        """What a name stands for, a link for itself, as a disk would say it; None for nothing."""
        try:
            entry = self._entries().get(name)
        except BadInput:
            return None
        if entry is None:
            return None
        return os.stat_result((entry.mode, 0, 0, 1, 0, 0, entry.size or 0, 0, 0, 0))

    def read(self, name: str, most: int) -> bytes:
        """The content of a file. `BadInput` for all but a regular file of no more than `most` bytes, that is there."""
        if name not in self._read:
            self._read[name] = self._content(name, most)
        return self._read[name]

    def inside(self, name: str) -> TreeFolder:
        """A folder in this one. `BadInput` where it is not one: a link, or another repository."""
        entry = self._entries().get(name)
        if entry is None or not stat.S_ISDIR(entry.mode):
            raise BadInput(f"{self.path / name} is not a folder of the repository's own")
        return TreeFolder(self.path / name, self.repository, entry.object)

    def _content(self, name: str, most: int) -> bytes:
        path = self.path / name
        entry = self._entries().get(name)
        if entry is None:
            raise BadInput(f"{path}: there is no such file")
        if stat.S_ISLNK(entry.mode):
            raise BadInput(f"{path} is a link; a submission must be the file itself")
        if not stat.S_ISREG(entry.mode):
            raise BadInput(f"{path} cannot be read: it is not a regular file")
        if entry.size is None or entry.size > most:
            known = "it was not fetched, and " if entry.size is None else f"it has {size(entry.size)}, and "
            raise BadInput(f"{path} cannot be read: {known}the limit is {size(most)}")
        data = self.repository.read("cat-file", "blob", entry.object, most=most)
        if data.startswith(_POINTER):
            raise BadInput(f"{path} is a pointer of Git LFS and not the file; commit the file itself")
        return data

    def _entries(self) -> dict[str, _Entry]:
        if not self._listed:
            data = self.repository.read("ls-tree", "-l", "-z", self.tree, most=MAX_LISTED)
            for entry in _ENTRY.finditer(data):
                name = entry[4].decode("utf-8", "surrogateescape")
                if name in self._listed:
                    self._listed.clear()
                    raise BadInput(f"{self.path} has {name!a} twice")
                if name not in (".", "..") and "/" not in name:
                    count = int(entry[3]) if entry[3].isdigit() else None
                    self._listed[name] = _Entry(int(entry[1], 8), entry[2].decode(), count)
        return self._listed
