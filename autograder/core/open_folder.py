"""What others handed in, read so that nobody can put another thing there between a look and a read.

A folder is opened once, part by part and through no link, and held. What lies in it is opened relative to it, and
read once: a name that is made to mean something else meanwhile changes nothing.
"""

from __future__ import annotations

import errno
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.core.model import BadInput

MAX_NAMES = 2_000  # entries of one folder that are looked at: a person's homework has a dozen
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW


@dataclass(frozen=True)
class OpenFolder:
    """A folder held by its descriptor. `path` is for messages alone.

    `owner` is the folder's own account, `owners` are those whose files may lie in it: it and staff's. `group` is the
    group of a staff of several, where their tree is shared by one.
    """

    path: Path
    descriptor: int
    owner: int
    owners: frozenset[int]
    group: int | None = None
    _read: dict[str, bytes] = field(default_factory=dict)
    _inner: list[int] = field(default_factory=list)

    def inside(self, name: str) -> OpenFolder:
        """A folder in this one, held as long as it is. `BadInput` for a link, or where it is of none of `owners`."""
        path = self.path / name
        try:
            descriptor = os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=self.descriptor)
        except (OSError, ValueError) as error:
            raise BadInput(_why_not(path, error)) from None
        self._inner.append(descriptor)
        status = os.fstat(descriptor)
        if status.st_uid not in self.owners and status.st_gid != self.group:
            raise BadInput(f"{path} belongs to {account(status.st_uid)}, and the folder above it to another")
        return OpenFolder(path, descriptor, status.st_uid, self.owners, self.group, _inner=self._inner)

    def names(self) -> list[str]:
        """The names of what lies there, sorted; `BadInput` where there are more than `MAX_NAMES`."""
        found = []
        try:
            with os.scandir(self.descriptor) as entries:
                for entry in entries:
                    found.append(entry.name)
                    if len(found) > MAX_NAMES:
                        raise BadInput(
                            f"{self.path} holds more than {MAX_NAMES:,} files and folders; hand in those of the "
                            "assignment"
                        )
        except OSError as error:
            raise BadInput(f"{self.path} cannot be read: {error.strerror}") from None
        return sorted(found)

    def status(self, name: str) -> os.stat_result | None:
        """What a name stands for now, a link for itself; None for nothing."""
        try:
            return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        except (OSError, ValueError):
            return None

    def read(self, name: str, most: int) -> bytes:
        """The content of a file of the folder, the same at each call.

        `BadInput` for all but a regular file of no more than `most` bytes, of one of `owners`, with this one name.
        """
        if name not in self._read:
            self._read[name] = self._content(name, most)
        return self._read[name]

    def _content(self, name: str, most: int) -> bytes:
        path = self.path / name
        try:
            seen = os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
            if stat.S_ISLNK(seen.st_mode):
                raise BadInput(f"{path} is a link; a submission must be the file itself")
            self._refuse(path, seen, most)  # before it is opened: opening a device can do something
            descriptor = os.open(name, _FLAGS | os.O_NONBLOCK, dir_fd=self.descriptor)
        except FileNotFoundError:
            raise BadInput(f"{path}: there is no such file") from None
        except (OSError, ValueError) as error:
            raise BadInput(f"{path} cannot be read: {getattr(error, 'strerror', error)}") from None
        try:
            self._refuse(path, os.fstat(descriptor), most)
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(most)
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}") from None
        finally:
            os.close(descriptor)

    def _refuse(self, path: Path, status: os.stat_result, most: int) -> None:
        if not stat.S_ISREG(status.st_mode):
            raise BadInput(f"{path} cannot be read: it is not a regular file")
        if status.st_nlink > 1:
            raise BadInput(f"{path} is one file under {status.st_nlink} names (a hard link); a copy of it can be read")
        if status.st_uid not in self.owners and status.st_gid != self.group:
            raise BadInput(
                f"{path} belongs to {account(status.st_uid)}, and the folder that it lies in to another; if it is in "
                "its right place, copy it there yourself"
            )
        if status.st_size > most:
            raise BadInput(
                f"{path} cannot be read: it has {size(status.st_size)}, and the limit is {size(most)}"
                + (" (clear the notebook's outputs)" if path.suffix == ".ipynb" else "")
            )


@contextmanager
def opened(root: Path, *parts: str) -> Iterator[OpenFolder]:
    """The folder `root/parts[0]/parts[1]/...`. What leads to `root` is staff's own; of the parts none is a link.

    `BadInput` where one is a link, is not a folder or may not be read, and where one belongs to another account than
    the first of them, which is not staff's either.
    """
    here = root
    descriptors: list[int] = []
    try:
        try:
            descriptors.append(os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY))
            top = os.fstat(descriptors[0])
            owners = {0, os.geteuid(), top.st_uid}
            group = top.st_gid if top.st_mode & stat.S_IWGRP and not top.st_mode & stat.S_IWOTH else None
            for place, part in enumerate(parts):
                here = here / part
                descriptors.append(os.open(part, _FLAGS | os.O_DIRECTORY, dir_fd=descriptors[-1]))
                status = os.fstat(descriptors[-1])
                if place == 0:
                    _refuse_another(here, status.st_uid, owners)
                    owners.add(status.st_uid)
                if status.st_uid not in owners and status.st_gid != group:
                    raise BadInput(f"{here} belongs to {account(status.st_uid)}, and the folder above it to another")
        except (OSError, ValueError) as error:
            raise BadInput(_why_not(here, error)) from None
        held = OpenFolder(here, descriptors[-1], os.fstat(descriptors[-1]).st_uid, frozenset(owners), group)
        try:
            yield held
        finally:
            descriptors += held._inner
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def account(uid: int) -> str:
    """The name of an account for messages."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the account {uid}"


def size(count: int) -> str:
    """A number of bytes for messages."""
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"


def uid_of(name: str) -> int | None:
    """The account of a name, where this machine knows one."""
    try:
        return pwd.getpwnam(name).pw_uid
    except (KeyError, ValueError, UnicodeError):
        return None


def _refuse_another(folder: Path, owner: int, staff: set[int]) -> None:
    """`BadInput` where a folder is named as one account and belongs to another, neither of them staff's."""
    if owner not in staff and uid_of(folder.name) not in (None, owner):
        raise BadInput(f"{folder} belongs to {account(owner)}, and not to {folder.name}")


def _why_not(path: Path, error: OSError | ValueError) -> str:
    if os.path.islink(path):
        return f"{path} is a link; a submission must be the folder itself"
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        return f"{path}: there is no such folder"
    return f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
