"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def write_whole(text: str, path: Path) -> None:
    """Write a text in the place of what was there; what interrupts it leaves the old file.

    The name of the part is the file's own, so that what a killed run left is taken up by the run that goes on.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read_regular(path: Path, most: int, flags: int = 0) -> bytes:
    """The content of a regular file of no more than `most` bytes.

    All else is an `OSError` at once: no pipe is waited for, and no device is read. `flags` are more of `os.open`'s.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        if status.st_size > most:
            raise OSError(errno.EFBIG, f"it has {status.st_size / 1e6:.0f} MB, and the limit is {most / 1e6:.0f} MB")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)
