"""Which of a student's files are work, and are taken along: everything else stays where it lies."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.open_folder import size
from autograder.core.sanitize import one_line
from autograder.course.student_folder import MAX_MODULE_BYTES, MAX_MODULES, Folder, kind_of
from autograder.course.submission_file import MAX_BYTES, SUFFIXES

MAX_NOTEBOOKS = 5  # besides the one that is named as the assignment: copies, and one under a name of its own
_MAX_FOLDERS = 10  # in a folder without work, that are looked into
_SHOWN = 4
# What editors, tools and nbgrader leave in a folder, and nobody handed in.
_USUAL = {"timestamp.txt", "submission_secret.txt", "collected.json", "__pycache__", "feedback"}

# Python, pytest or Jupyter would run these by themselves wherever they lie.
_CONFIGURE = re.compile(r"(nbgrader|jupyter|ipython)\w*_config|conftest|(site|user)customize|setup|__init__|__main__")


@dataclass(frozen=True)
class Taken:
    """The content of each file that is work, by name, and a few words on what was left out, "" where nothing was."""

    files: Mapping[str, bytes]
    left_out: str


def names_handed_out(released: Path, assignment: str) -> set[str]:
    """The names in a released folder of what students got besides the work itself, such as test_public.py."""
    return {path.name for path in released.glob("*") if path.stem != assignment}


def take(folder: Folder, assignment: str, handed_out: Collection[str] = (), deep: int = 2) -> Taken:
    """The assignment's notebook and its text twin, other notebooks, and small modules; not what was `handed_out`.

    Where there is nothing of that, the same of the first folder in it that has some, at most `deep` folders down.
    Never raises for what lies there.
    """
    named = [f"{assignment}{suffix}" for suffix in SUFFIXES]
    left_out: list[str] = []
    try:
        names = folder.names()
    except BadInput as error:
        names = [name for name in named if folder.status(name) is not None]
        left_out.append(str(error).removeprefix(f"{folder.path} "))
    others = [name for name in names if name not in named and name not in handed_out]
    files: dict[str, bytes] = {}
    for name in (name for name in named if name in names):
        _take(folder, name, MAX_BYTES, files, left_out)
    taken = {".ipynb": 0, ".py": 0}
    room = {".ipynb": MAX_BYTES, ".py": MAX_MODULE_BYTES}
    most = {".ipynb": MAX_NOTEBOOKS, ".py": MAX_MODULES}
    for name in others:
        kind = kind_of(name)
        if not kind or not _fit(name):
            if name not in _USUAL and not name.startswith("."):
                left_out.append(f"{_shown(name)} is {_kind(folder, name)}")
        elif kind == ".py" and _CONFIGURE.fullmatch(Path(name).stem):
            left_out.append(f"{_shown(name)} is configuration")
        elif taken[kind] == most[kind]:
            left_out.append(f"{_shown(name)} is one more than {most[kind]} files of its kind")
        elif _take(folder, name, room[kind], files, left_out):
            taken[kind] += 1
            room[kind] -= len(files[name])
    return (None if files else _in_a_folder(folder, others, assignment, handed_out, deep)) or Taken(
        files, _sentence(left_out)
    )


def _in_a_folder(
    folder: Folder, names: Sequence[str], assignment: str, handed_out: Collection[str], deep: int
) -> Taken | None:
    """What an archive or a student put into a folder as a whole; None where no folder has work."""
    inner = [name for name in names if _kind(folder, name) == "a folder" and _fit(name) and name not in _USUAL]
    for name in [name for name in inner if not name.startswith((".", "__"))][: _MAX_FOLDERS if deep else 0]:
        try:
            found = take(folder.inside(name), assignment, handed_out, deep - 1)
        except BadInput:
            continue  # a link, or another account's
        if found.files:
            return Taken({f"{name}/{inside}": data for inside, data in found.files.items()}, found.left_out)
    return None


def _take(folder: Folder, name: str, most: int, files: dict[str, bytes], left_out: list[str]) -> bool:
    try:
        files[name] = folder.read(name, most)
    except BadInput as error:
        said = str(error).removeprefix(f"{folder.path / name}").partition(";")[0].strip(" :")
        left_out.append(f"{_shown(name)} {said}")
        return False
    return True


def _kind(folder: Folder, name: str) -> str:
    status = folder.status(name)
    if status is None:
        return "gone"
    if stat.S_ISDIR(status.st_mode):
        return "a folder"
    if stat.S_ISLNK(status.st_mode):
        return "a link"
    return f"not asked for ({size(status.st_size)})" if stat.S_ISREG(status.st_mode) else "not a regular file"


def _fit(name: str) -> bool:
    """Whether a name can be used again: no character in it that steers a terminal. Old systems' umlauts can."""
    return all(character.isprintable() or "\udc80" <= character <= "\udcff" for character in name)


def _shown(name: str) -> str:
    return one_line(name, 60)


def _sentence(left_out: list[str]) -> str:
    more = len(left_out) - _SHOWN
    return "; ".join(left_out[:_SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
