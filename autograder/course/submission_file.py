"""What a student handed in, as text: a `.py`, or the code cells of a notebook. Nothing is run here.

Every file is taken for hostile: only regular files of bounded size are read, links are not followed, and a notebook
is read as plain JSON, so that a damaged one still gives the cells it has. The text that comes of it can always be
written again: it holds no half of a surrogate pair.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import io
import json
import os
import re
import sys
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.core.values import writable
from autograder.course.percent import percent_cells

MAX_BYTES = 50_000_000
MAX_CODE = 2_000_000
MAX_CELLS = 20_000
MAX_PARTS = 2_000_000  # values in a notebook's JSON, counted without parsing: 50 MB of `{}` would take up gigabytes
SUFFIXES = (".ipynb", ".py")

# Each decodes one byte or a few to one character. Python's others give no text (rot_13, zlib), or are slow.
_CODINGS = re.compile(
    r"ascii|utf-8(-sig)?|iso8859-\d+|cp\d+|koi8-[rtu]|kz1048|ptcp154|tis-620|mac-\w+|hp-roman8"
    r"|gb2312|gbk|gb18030|big5(hkscs)?|shift_jis\w*|euc_\w+|johab"
)
# A module with one of these names would hide the module that it imports.
_TAKEN = sys.stdlib_module_names | {"numpy", "torch", "matplotlib", "pytest", "autograder"}
_KEPT = ("cell_type", "source", "input", "metadata", "id", "attachments")


@dataclass(frozen=True)
class SubmissionFile:
    """A submission ready to be run: `cells` are (name for messages, Python text) in order. `BadInput` for too much."""

    path: Path
    module: str
    cells: tuple[tuple[str, str], ...]
    sha256: str
    notes: tuple[str, ...] = ()
    book: tuple[dict[str, Any], ...] = ()  # a notebook's cells of any kind, as its JSON has them, without outputs

    def __post_init__(self) -> None:
        size = sum(len(text) for _, text in self.cells)
        if size > MAX_CODE:
            raise BadInput(
                f"{self.path}: {size:,} characters of code are more than a person writes; the limit is {MAX_CODE:,}"
            )

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.cells)

    @property
    def fingerprint(self) -> str:
        """A hash of the code alone, equal for a notebook and its percent-format twin."""
        texts = (text for _, text in self.cells)
        return fingerprint(texts) if self.path.suffix == ".ipynb" else text_fingerprint(self.text)


class Folder(Protocol):
    """A folder of submitted files: `core.open_folder.OpenFolder`, or a student's own."""

    @property
    def path(self) -> Path:
        """Where it is, for messages."""

    def names(self) -> list[str]:
        """The names of what lies there, sorted. `BadInput` where it cannot be listed."""

    def status(self, name: str) -> os.stat_result | None:
        """What a name stands for, a link for itself; None for nothing."""

    def read(self, name: str, most: int) -> bytes:
        """The content of a file; `BadInput` for what may not be read."""


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
        return read_bytes(self.path / name)


def read(path: Path, data: bytes | None = None) -> SubmissionFile:
    """Read a submission; `BadInput` says in one sentence what is wrong with the file and what to do.

    `data` is its content where that was read already: then the file itself is not looked at again.
    """
    data = read_bytes(path) if data is None else data
    name = writable(path.name)
    if path.suffix == ".ipynb":
        book = raw_cells(data, name)
        cells = code_cells(book, name)
        notes = [] if cells else ["the notebook has no code cell"]
        return SubmissionFile(path, "__main__", tuple(cells), _sha256(data), tuple(notes), tuple(book))
    if path.suffix == ".py":
        text = _decoded(data, path)
        notes = [] if text.strip() else ["the file is empty"]
        module = re.sub(r"\W", "_", writable(path.stem))
        module = "submission" if not module or module in _TAKEN else module
        return SubmissionFile(path, module, ((name, text),), _sha256(data), tuple(notes))
    raise BadInput(f"{path}: a submission is a .py or an .ipynb file, not {path.suffix or 'a file without suffix'}")


def read_bytes(path: Path) -> bytes:
    """The content of a regular file that is not a link; `BadInput` for everything else."""
    try:
        return read_regular(path, MAX_BYTES, getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file") from None
    except OSError as error:
        if path.is_symlink():
            raise BadInput(f"{path} is a link; a submission must be the file itself") from None
        remedy = " (clear the notebook's outputs)" if error.errno == errno.EFBIG else ""
        raise BadInput(f"{path} cannot be read: {error.strerror}{remedy}") from None


def raw_cells(data: bytes, name: str) -> list[dict[str, Any]]:
    """The cells of a notebook of any format version, as its JSON has them, without their outputs.

    `BadInput` if it is not a notebook.
    """
    parts = sum(map(data.count, (b"{", b"[", b",")))
    if parts > MAX_PARTS:
        raise BadInput(
            f"{name} holds {parts:,} values, and the limit is {MAX_PARTS:,}; clear the notebook's outputs and save it"
        )
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"{name} is not a notebook: it is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{name} is not a notebook: it is not JSON; save it again from Jupyter") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict):  # format 3 kept its cells in worksheets
        sheets = notebook.get("worksheets")
        held = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
        cells = [cell for part in held if isinstance(part, list) for cell in part] if held else None
    if not isinstance(cells, list):
        raise BadInput(f"{name} is not a notebook: it has no cells")
    _refuse_many(len(cells), name)
    return [{key: cell[key] for key in _KEPT if key in cell} for cell in cells if isinstance(cell, dict)]


def _refuse_many(cells: int, name: str) -> None:
    if cells > MAX_CELLS:
        raise BadInput(f"{name} has {cells:,} cells, and the limit is {MAX_CELLS:,}; hand in those of the assignment")


def code_cells(book: Iterable[dict[str, Any]], name: str) -> list[tuple[str, str]]:
    """(name for messages, text) of the code cells."""
    texts = [cell_text(cell) for cell in book if cell.get("cell_type") == "code"]
    return [(f"{name} cell {number}", text) for number, text in enumerate(texts, 1)]


def cell_text(cell: dict[str, Any]) -> str:
    """The text of a notebook's cell; format 3 called that of code its input."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return writable(source) if isinstance(source, str) else ""


def text_fingerprint(text: str) -> str:
    """The hash of a percent-format text's code cells."""
    return fingerprint(cell.text for cell in percent_cells(text) if cell.kind == "code")


def fingerprint(code_cells: Iterable[str]) -> str:
    """A hash of what is computed: comments and magics, which a twin keeps as comments, do not count."""
    lines = [line.rstrip() for text in code_cells for line in text.splitlines()]
    return _sha256("\n".join(line for line in lines if line and line.lstrip()[0] not in "#%!").encode())


def read_folder(folder: Path | Folder, assignment: str, pristine: str) -> tuple[SubmissionFile, str]:
    """The submission in a student's folder, and a note on which of several files it is, "" where that is plain.

    Where the notebook and its text twin both lie there, the one that differs from the released stub counts;
    `pristine` is the stub's fingerprint. Where both differ, and not in the same way, it is the notebook, which is what
    nbgrader collects. `BadInput` where there is no such file, or none that can be read.
    """
    files: Folder = OwnFolder(folder) if isinstance(folder, Path) else folder
    found = [name for suffix in SUFFIXES if files.status(name := f"{assignment}{suffix}") is not None]
    if not found:
        others = [name for name in files.names() if Path(name).suffix in SUFFIXES]
        if len(others) == 1:
            suffix = Path(others[0]).suffix
            return read_in(
                files, others[0]
            ), f"graded {writable(others[0])}, which should be named {assignment}{suffix}"
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        there = f"; there is {', '.join(others[:5])}{more}" if others else ""
        raise BadInput(f"{files.path}: neither {assignment}.ipynb nor {assignment}.py is there{there}")
    works: list[SubmissionFile] = []
    troubles: list[BadInput] = []
    for name in found:
        try:
            works.append(read_in(files, name))
        except BadInput as trouble:
            troubles.append(trouble)
    edited = [work for work in works if work.fingerprint != pristine]
    if troubles and not edited:
        raise troubles[0]  # an untouched twin does not speak for work that cannot be read
    if len(edited) == 2 and edited[0].fingerprint != edited[1].fingerprint:
        book, twin = (work.path.name for work in edited)
        return edited[0], f"both {book} and {twin} were edited; {book} counts"
    return (edited or works)[0], ""


def read_in(folder: Folder, name: str) -> SubmissionFile:
    """The submission in one file of a folder. `BadInput` as `read`."""
    return read(folder.path / name, folder.read(name, MAX_BYTES))


def _decoded(data: bytes, path: Path) -> str:
    """Python's own rules for source text: a BOM, a coding cookie, else UTF-8."""
    if len(data) > 4 * MAX_CODE:  # no coding has longer characters
        raise BadInput(
            f"{path}: {len(data) / 1e6:.0f} MB of code are more than a person writes; the limit is "
            f"{MAX_CODE:,} characters"
        )
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(f"{path} is not Python source: it holds binary data")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError:
            encoding = "utf-8"
        if not _CODINGS.fullmatch(codecs.lookup(encoding).name):
            raise BadInput(
                f"{path}: its coding line names {encoding}, which the grader does not read; save the file as UTF-8 and "
                "delete that line"
            )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"{path} is not {encoding.upper()} text (line {line}); save it as UTF-8") from None
    _refuse_many(text.count("# %%"), path.name)
    return text


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
