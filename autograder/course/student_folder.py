"""Which of the files in a student's folder is the work, and which go with it.

The notebook and its text twin bear the assignment's name. People also hand in copies, other endings, a folder in the
folder; and they keep helpers in modules of their own.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from autograder.core.model import BadInput
from autograder.core.values import writable
from autograder.course import submission_file
from autograder.course.course import HANDED_OUT
from autograder.course.submission_file import MAX_BYTES, SUFFIXES, TAKEN, SubmissionFile

MAX_MODULES, MAX_MODULE_BYTES = 10, 100_000  # a student's own helper files, and all of them together
MAX_LOOKED_AT = 30  # files of one folder that are read to find out which is the work
_DEEPEST = 2  # folders in folders
_KIND = re.compile(r"(\.ipynb|\.py)(?:\.txt|\.json)?$", re.IGNORECASE)
_NOT_WORK = HANDED_OUT | {"conftest.py", "setup.py"}


class Folder(Protocol):
    """A folder of files that were handed in."""

    @property
    def path(self) -> Path:
        """Where it is, for messages."""

    def names(self) -> list[str]:
        """The names of what lies there, sorted. `BadInput` where it cannot be listed."""

    def status(self, name: str) -> os.stat_result | None:
        """What a name stands for, a link for itself; None for nothing."""

    def read(self, name: str, most: int) -> bytes:
        """The content of a file; `BadInput` for what may not be read."""

    def inside(self, name: str) -> Folder:
        """A folder in it."""


@dataclass(frozen=True)
class OwnFolder:
    """The folder of whoever runs this: nobody else puts files into it."""

    path: Path

    def names(self) -> list[str]:
        try:
            return sorted(path.name for path in self.path.iterdir())
        except OSError as error:
            raise BadInput(f"{self.path} cannot be read: {error.strerror}") from None

    def status(self, name: str) -> os.stat_result | None:
        try:
            return (self.path / name).lstat()
        except OSError:
            return None

    def read(self, name: str, most: int) -> bytes:
        return submission_file.read_bytes(self.path / name)

    def inside(self, name: str) -> Folder:
        return OwnFolder(self.path / name)


def read_folder(
    folder: Path | Folder, assignment: str, pristine: str, answers: Collection[str] = ()
) -> tuple[SubmissionFile, str]:
    """The submission in a student's folder, and a note on which of several files it is, "" where that is plain.

    `pristine` is the fingerprint of the released stub, `answers` are the names that are asked for. Where the notebook
    and its text twin were both edited, both count (see `SubmissionFile.twin`); an unedited one goes along for what is
    written by hand (`SubmissionFile.beside`). Where neither was, a file under another name counts if it alone has
    answers. `BadInput` where there is no such file, or none that can be read.
    """
    files: Folder = OwnFolder(folder) if isinstance(folder, Path) else folder
    chooser = _Chooser(files, assignment, pristine, answers)
    work, note, where = chooser.chosen()
    return with_modules(work, where), note


def with_modules(work: SubmissionFile, folder: Folder) -> SubmissionFile:
    """The work with the modules of the student's own that it imports, themselves or one by another."""
    notes: list[str] = []
    there = {
        name.removesuffix(".py"): name
        for name in folder.names()
        if name.endswith(".py") and name not in (_NOT_WORK | {work.path.name}) and name.removesuffix(".py") not in TAKEN
    }
    twins = {name for name, _ in work.twin}
    found: dict[str, str] = {}
    todo = _imported(work.text) & there.keys()
    size = 0
    while todo:
        module = min(todo)
        todo.discard(module)
        name = there[module]
        if name in found or name in twins:
            continue
        try:
            text = submission_file.decoded(folder.read(name, MAX_BYTES), folder.path / name)
        except BadInput as trouble:
            notes.append(f"{name} cannot be imported: {trouble}")
            continue
        size += len(text)
        if len(found) == MAX_MODULES or size > MAX_MODULE_BYTES:
            notes.append(
                f"{name} cannot be imported: no more than {MAX_MODULES} files of your own are taken along, "
                f"{MAX_MODULE_BYTES // 1000} kB in all"
            )
            break
        found[name] = text
        todo |= _imported(text) & there.keys()
    whole = hashlib.sha256(work.sha256.encode())
    for name, text in sorted(found.items()):
        whole.update(f"\0{name}\0{hashlib.sha256(text.encode()).hexdigest()}".encode())
    sha256 = whole.hexdigest() if found else work.sha256
    return replace(work, modules=tuple(sorted(found.items())), sha256=sha256, notes=(*work.notes, *notes))


def kind_of(name: str) -> str:
    """ ".ipynb" or ".py", also where a browser or a platform put its own ending behind that; "" for anything else."""
    found = _KIND.search(name)
    return found[1].lower() if found else ""


def shadowing(folder: Path) -> list[str]:
    """A sentence for each file of a student's own folder that stands in place of a module which others import."""
    return [
        f"{name} has the name of a module that Python or NumPy imports; rename it, or notebooks here will not start"
        for name in OwnFolder(folder).names()
        if name.removesuffix(".py") in TAKEN and name.endswith(".py")
    ]


def _imported(text: str) -> set[str]:
    """Words of a text's lines that import something or run a file: the names of modules are among them."""
    lines = (line for line in text.split("\n") if "import" in line or "%run" in line)
    return {word for line in lines for word in re.findall(r"\w+", line[:1000])}


class _Chooser:
    def __init__(self, files: Folder, assignment: str, pristine: str, answers: Collection[str]) -> None:
        self.files = files
        self.assignment = assignment
        self.pristine = pristine
        self._unread: list[BadInput] = []
        self._asked = re.compile(rf"^[ \t]*(?:def|class)[ \t]+(?:{'|'.join(answers)})\b", re.MULTILINE)

    def chosen(self) -> tuple[SubmissionFile, str, Folder]:
        """The work, a note, and the folder that it lies in."""
        exact = [name for suffix in SUFFIXES if self.files.status(name := f"{self.assignment}{suffix}")]
        works, troubles = self._read(self.files, exact)
        edited = [work for work in works if work.fingerprint != self.pristine]
        if edited:
            work, note = _joined(edited)
            unread = tuple(name for name in exact if name not in {read.path.name for read in works})
            return replace(_accompanied(work, works), unread=unread), note, self.files
        others = list(self._others())
        answered = [(place, work) for place, work in others if self._has_answers(work)]
        first = [found for found in answered if found[0] is answered[0][0] and _same_stem(found, answered[0])]
        if answered and (len(first) == len(answered) or len({work.fingerprint for _, work in answered}) == 1):
            work, note = _joined([work for _, work in first])
            work = _accompanied(work, [*(work for _, work in first), *works])
            return work, "; ".join(filter(None, [self._why(work, works), note])), answered[0][0]
        if answered:
            raise BadInput(
                f"{self.files.path}: more than one file has answers: {self._listed(answered)}; give the one that "
                f"counts the name {self.assignment}.ipynb, and take the others away"
            )
        if troubles:
            raise troubles[0]  # an untouched twin does not speak for work that cannot be read
        if works:
            return _accompanied(works[0], works), "", self.files
        if len(others) == 1:
            return others[0][1], self._why(others[0][1], works), others[0][0]
        if not others and len(self._unread) == 1:
            raise self._unread[0]  # the one file that could be the work
        names = [self._named(name) for name in self.files.names() if not name.startswith(".") and name not in _NOT_WORK]
        more = f" and {len(names) - 8} more" if len(names) > 8 else ""
        there = f"; there is {', '.join(names[:8])}{more}" if names else "; the folder is empty"
        raise BadInput(f"{self.files.path}: neither {self.assignment}.ipynb nor {self.assignment}.py is there{there}")

    def _read(self, folder: Folder, names: Sequence[str]) -> tuple[list[SubmissionFile], list[BadInput]]:
        works: list[SubmissionFile] = []
        troubles: list[BadInput] = []
        for name in names:
            try:
                works.append(submission_file.read(folder.path / name, folder.read(name, MAX_BYTES), kind_of(name)))
            except BadInput as trouble:
                troubles.append(trouble)
        return works, troubles

    def _others(self) -> Iterator[tuple[Folder, SubmissionFile]]:
        """Files under other names that could be the work, here and in folders in here."""
        left = MAX_LOOKED_AT
        for folder, name in self._names(self.files, _DEEPEST):
            if left and not (folder is self.files and name in (f"{self.assignment}.ipynb", f"{self.assignment}.py")):
                left -= 1
                works, troubles = self._read(folder, [name])
                self._unread += troubles
                yield from ((folder, work) for work in works)

    def _names(self, folder: Folder, depth: int) -> Iterator[tuple[Folder, str]]:
        inner = []
        for name in folder.names():
            status = folder.status(name)
            if name.startswith((".", "__")) or status is None:
                continue
            if stat.S_ISDIR(status.st_mode) and depth:
                inner.append(name)
            elif stat.S_ISREG(status.st_mode) and name not in _NOT_WORK and kind_of(name):
                yield folder, name
        for name in inner[:MAX_LOOKED_AT]:
            try:
                yield from self._names(folder.inside(name), depth - 1)
            except BadInput:
                continue  # a folder that may not be read has no say

    def _has_answers(self, work: SubmissionFile) -> bool:
        return work.fingerprint != self.pristine and self._asked.search(work.text) is not None

    def _why(self, work: SubmissionFile, untouched: Sequence[SubmissionFile]) -> str:
        name = writable(str(work.path.relative_to(self.files.path)))
        if untouched:
            return f"graded {name}: it has answers, and {untouched[0].path.name} was never edited"
        return f"graded {name}, which should be named {self.assignment}{'.py' if not work.book else '.ipynb'}"

    def _named(self, name: str) -> str:
        status = self.files.status(name)
        return f"{writable(name)} (a link)" if status is not None and stat.S_ISLNK(status.st_mode) else writable(name)

    def _listed(self, found: Sequence[tuple[Folder, SubmissionFile]]) -> str:
        return ", ".join(writable(str(work.path.relative_to(self.files.path))) for _, work in found)


def _same_stem(one: tuple[Folder, SubmissionFile], other: tuple[Folder, SubmissionFile]) -> bool:
    """Whether two files are one, or a notebook and its text twin."""
    return one[1] is other[1] or (one[1].path.stem == other[1].path.stem and bool(one[1].book) != bool(other[1].book))


def _accompanied(work: SubmissionFile, files: Sequence[SubmissionFile]) -> SubmissionFile:
    """The work with the other files, whose content its hash then covers too."""
    others = tuple(other for other in files if other.path != work.path)
    if not others:
        return work
    whole = hashlib.sha256("\0".join([work.sha256, *(other.sha256 for other in others)]).encode())
    return replace(work, beside=others, sha256=whole.hexdigest())


def _joined(edited: Sequence[SubmissionFile]) -> tuple[SubmissionFile, str]:
    """The notebook with its text twin, where both were edited and not alike."""
    works = sorted(edited, key=lambda work: not work.book)
    if len(works) < 2 or works[0].fingerprint == works[1].fingerprint:
        return works[0], ""
    book, text = works[:2]
    note = f"{book.path.name} and {text.path.name} were both edited: what is written in one of them counts"
    return replace(book, twin=text.cells), note
