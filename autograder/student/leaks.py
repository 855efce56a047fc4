"""The last gate before anything is published: nothing of a solution, a hidden check or planted work may be in it.

It trusts no stripper. It reads the staff's files itself, and takes for secret what stands in a solution region (up to
the end of the file where the region has none), in `test_hidden.py`, in `scheme.md` and in `submissions/`, unless the
same words stand in public too. What it looks through is the finished folder, with the notebook's metadata and the
wheel's members.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder.core.model import CourseFault
from autograder.course import scheme
from autograder.course.lesson import BEGIN, CODE_STUB, END, TEXT_STUB

_SHORTEST = 13  # characters; shorter lines, such as `return total`, stand in anybody's code
_IMPORT = re.compile(r"import [\w., ]+|from [\w.]+ import .+")
_MARKS = re.compile(rf"{BEGIN}|{END}|\bHIDDEN\b")
_HOMES = re.compile(r"(?<![\w.])/(?:home|Users)/\w|\b[A-Z]:\\+Users\\")


@dataclass(frozen=True)
class Secret:
    """One line that must not be published, and the staff's file and line where it stands."""

    text: str
    where: str


class _Searched:
    """A text in which thousands of lines are looked for: most have a beginning that stands nowhere in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._beginnings = {text[at : at + _SHORTEST] for at in range(len(text) - _SHORTEST + 1)}

    def __contains__(self, line: str) -> bool:
        return line[:_SHORTEST] in self._beginnings and line in self._text


class LeakCheck:
    """The course's secrets, read once; `refuse` looks through one folder.

    `machine` are this machine's own folders: their paths would tell where it was made, and make each release another.
    """

    def __init__(self, folders: Sequence[Path], machine: Iterable[Path]) -> None:
        self._secrets = [file for folder in folders for file in _secrets(folder)]
        self._machine = [re.compile(rf"(?<![\w.]){re.escape(str(path))}(?![\w-])") for path in machine if path.name]

    def refuse(self, released: Path, names: Collection[str], public: str) -> None:
        """`CourseFault` names file and line of what must not be there, or a file that is not one of `names`.

        `public` is what students read in any case: a line that stands there is not secret.
        """
        files = sorted(path for path in released.rglob("*") if not path.is_dir())
        for path in files:
            if path.relative_to(released).as_posix() not in names or path.is_symlink():
                raise CourseFault(f"{path} is not one of the files of a released folder")
        texts = {path: _text(path) for path in files if path.suffix != ".whl"}
        whole, open_to_all = _Searched("\n".join(texts.values())), _Searched(public)
        missing = set(names) - {path.relative_to(released).as_posix() for path in files}
        if missing:
            raise CourseFault(f"{released} lacks {', '.join(sorted(missing))}")
        for path, text in texts.items():
            for pattern in (_MARKS, _HOMES, *self._machine):
                found = pattern.search(text)
                if found:
                    raise CourseFault(f"{path}:{_line(path, found[0])} must not be published: {found[0]}")
        for secret in (secret for file in self._secrets for secret in file):
            if secret.text in whole and secret.text not in open_to_all:
                path = next(path for path, text in texts.items() if secret.text in text)
                raise CourseFault(f"{path}:{_line(path, secret.text)} has a line of {secret.where}: {secret.text}")

    def refuse_wheel(self, wheel: Path, public: str) -> None:
        """As `refuse`, for the wheel. Code shares single lines by chance; two in a row are taken for a leak."""
        open_to_all = _Searched(public)
        secrets = [[secret for secret in file if secret.text not in open_to_all] for file in self._secrets]
        pairs = {(first.text, second.text): first.where for file in secrets for first, second in pairwise(file)}
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if not re.match(r"autograder/|[\w.-]+\.dist-info/", name):
                    raise CourseFault(f"{wheel}: {name} is not a part of the engine")
                text = archive.read(name).decode(errors="replace")
                for (_, first), (number, second) in pairwise(_told(text)):
                    if (first, second) in pairs:
                        raise CourseFault(f"{wheel}: {name}:{number - 1} has lines of {pairs[first, second]}: {first}")
                for pattern in self._machine:
                    if pattern.search(text):
                        raise CourseFault(f"{wheel}: {name} has a path of this machine: {pattern.pattern}")


def public_text(folder: Path) -> str:
    """What students read of an assignment in any case: the lesson outside of solutions, public checks, the points."""
    lesson = _lines(folder / f"{folder.name}.py")
    parts = [line for line, secret in _regions(lesson) if not secret]
    for name in ("test_public.py", "assignment.toml"):
        parts += _lines(folder / name)
    return "\n".join([*parts, CODE_STUB, TEXT_STUB])


def _secrets(folder: Path) -> Iterator[list[Secret]]:
    """Each staff file's secret lines, in their order."""
    lesson = folder / f"{folder.name}.py"
    solution = (line if secret else "" for line, secret in _regions(_lines(lesson)))
    planted = (path for path in sorted((folder / "submissions").rglob("*")) if "__pycache__" not in path.parts)
    others = (folder / "test_hidden.py", folder / scheme.NAME, *planted)
    for path, lines in ((lesson, solution), *((path, _lines(path)) for path in others)):
        yield [Secret(line, f"{path}:{number}") for number, line in _told("\n".join(lines))]


def _regions(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it stands in a solution. The marks themselves are secret: they have no place in public."""
    inside = False
    for line in lines:
        inside = inside or BEGIN in line
        yield line, inside
        inside = inside and END not in line


def _told(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, stripped of indent and comment sign, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().lstrip("# ")
        if len(bare) >= _SHORTEST and re.search(r"\w{3}", bare) and not _IMPORT.fullmatch(bare):
            yield number, bare


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines() if path.is_file() else []


def _text(path: Path) -> str:
    """A file's text; of a notebook all its strings, wherever in it they stand."""
    text = path.read_bytes().decode(errors="replace")
    if path.suffix != ".ipynb":
        return text
    try:
        return "\n".join(_strings(json.loads(text)))
    except ValueError:
        return text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _line(path: Path, fragment: str) -> int:
    """The first line of the file that has the fragment, as it is or as JSON writes it."""
    written = json.dumps(fragment, ensure_ascii=False)[1:-1]
    lines = path.read_bytes().decode(errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if fragment in line or written in line), 1)
