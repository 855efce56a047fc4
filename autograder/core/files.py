"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path


def write_whole(text: str, path: Path) -> None:
    """Write a text over what was there, as UTF-8; see `write_bytes`."""
    write_bytes(text.encode(), path)


def write_bytes(data: bytes, path: Path) -> None:
    """Write over what was there; an interruption leaves the old file.

    It goes into a part file of this process's own first, as two runs may write one file. Part files that killed runs
    left are removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)  # it may be a pipe, and opening that would wait
        with part.open("xb") as file:
            file.write(data)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        if os.path.isdir("/proc/self") and not os.path.isdir(f"/proc/{left.name.split('.')[-2]}"):
            left.unlink(missing_ok=True)


def write_new(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a new file with this mode; what lies there is replaced and not written through."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with open(descriptor, "wb") as file:
        file.write(data)
        os.fchmod(descriptor, mode)


def replace_folder(target: Path, files: Mapping[str, bytes], shared: bool = False) -> None:
    """A submission's folder `<student>/<assignment>/` with these files, and nothing else, whole or not at all.

    Names may have folders in them. Modes are staff's: 0700 and 0600, or 2770 and 0660 where a group shares the course.
    """
    folder_mode, file_mode = (0o2770, 0o660) if shared else (0o700, 0o600)
    for folder in (target.parent.parent, target.parent):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(folder_mode)
    part, old = (target.with_name(f".{target.name}.{os.getpid()}.{word}") for word in ("part", "old"))
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    part.mkdir()
    part.chmod(folder_mode)
    for name, data in files.items():
        for above in reversed(list(Path(name).parents)[:-1]):
            (part / above).mkdir(exist_ok=True)
            (part / above).chmod(folder_mode)
        write_new(part / name, data, file_mode)
    if target.is_dir():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def read_regular(path: Path, most: int, flags: int = 0) -> bytes:
    """The content of a regular file of no more than `most` bytes.

    Anything else is an `OSError` at once: a pipe is not waited for, and a device is not read. `flags` are added to
    those of `os.open`.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if status.st_size > most:
            raise OSError(errno.EFBIG, f"it has {status.st_size / 1e6:.0f} MB, and the limit is {most / 1e6:.0f} MB")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)
