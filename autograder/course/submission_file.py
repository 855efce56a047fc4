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
import os
import re
import sys
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.core.values import unix, writable
from autograder.course.notebook_json import cell_text, notebook_cells_of, refuse_many, what_it_is_instead
from autograder.course.percent import percent_cells

SUFFIXES = (".ipynb", ".py")
MAX_BYTES = 50_000_000
MAX_CODE = 2_000_000

# Each decodes one byte or a few to one character. Python's others give no text (rot_13, zlib), or are slow.
_CODINGS = re.compile(
    r"ascii|utf-8(-sig)?|iso8859-\d+|cp\d+|koi8-[rtu]|kz1048|ptcp154|tis-620|mac-\w+|hp-roman8"
    r"|gb2312|gbk|gb18030|big5(hkscs)?|shift_jis\w*|euc_\w+|johab"
)
# A module with one of these names would hide the module that others import.
TAKEN = sys.stdlib_module_names | {"numpy", "torch", "matplotlib", "pytest", "autograder", "IPython"}


@dataclass(frozen=True)
class SubmissionFile:
    """A submission ready to be run: `cells` are (name for messages, Python text) in order. `BadInput` for too much."""

    path: Path
    module: str
    cells: tuple[tuple[str, str], ...]
    sha256: str
    notes: tuple[str, ...] = ()
    book: tuple[dict[str, Any], ...] = ()  # a notebook's cells of any kind, as its JSON has them, without outputs
    modules: tuple[tuple[str, str], ...] = ()  # files of the student's own that it imports: (name, text)
    twin: tuple[tuple[str, str], ...] = ()  # cells of the text twin, where that is written in too
    beside: tuple[SubmissionFile, ...] = ()  # its other twin, in which something may be written by hand
    unread: tuple[str, ...] = ()  # names of twins that could not be read

    def __post_init__(self) -> None:
        size = sum(len(text) for _, text in self.cells)
        if size > MAX_CODE:
            raise BadInput(
                f"{self.path}: {size:,} characters of code are more than a person writes; the limit is {MAX_CODE:,}"
            )

    @property
    def all_cells(self) -> tuple[dict[str, Any], ...]:
        """The cells of any kind, as a notebook's JSON has them."""
        texts = percent_cells(self.text) if not self.book else []
        return self.book or tuple({"cell_type": cell.kind, "source": cell.text} for cell in texts)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.cells)

    @property
    def fingerprint(self) -> str:
        """A hash of the code alone, equal for a notebook and its percent-format twin."""
        texts = (text for _, text in self.cells)
        return fingerprint(texts) if self.module == "__main__" else text_fingerprint(self.text)


def read(path: Path, data: bytes | None = None, kind: str = "") -> SubmissionFile:
    """Read a submission; `BadInput` says in one sentence what is wrong with the file and what to do.

    `data` is its content where that was read already: then the file itself is not looked at again. `kind` is ".ipynb"
    or ".py" where its name ends otherwise.
    """
    kind = kind or path.suffix.lower()
    if kind not in SUFFIXES:
        raise BadInput(f"{path}: a submission is a .py or an .ipynb file, not {path.suffix or 'a file without suffix'}")
    data = read_bytes(path) if data is None else data
    name = writable(path.name)
    notes: list[str] = []
    if kind == ".py" and re.match(rb'\s*\{\s*"', data) and b'"cells"' in data:
        kind, notes = ".ipynb", [f"{name} is a notebook; give it a name that ends in .ipynb"]
    if kind == ".ipynb":
        book, repairs = notebook_cells_of(data, name)
        cells = code_cells(book, name)
        notes += repairs if cells else [*repairs, "the notebook has no code cell"]
        return SubmissionFile(path, "__main__", tuple(cells), _sha256(data), tuple(notes), tuple(book))
    text = decoded(data, path)
    module = re.sub(r"\W", "_", writable(path.stem))
    module = "submission" if not module or module in TAKEN else module
    name = re.sub(r"\.py(\.\w+)?$", "", name, flags=re.IGNORECASE) + ".py"
    return SubmissionFile(path, module, ((name, text),), _sha256(data), () if text.strip() else ("the file is empty",))


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


def code_cells(book: Iterable[dict[str, Any]], name: str) -> list[tuple[str, str]]:
    """(name for messages, text) of the code cells."""
    texts = [cell_text(cell) for cell in book if cell.get("cell_type") == "code"]
    return [(f"{name} cell {number}", text) for number, text in enumerate(texts, 1)]


def text_fingerprint(text: str) -> str:
    """The hash of a percent-format text's code cells."""
    return fingerprint(cell.text for cell in percent_cells(text) if cell.kind == "code")


def fingerprint(code_cells: Iterable[str]) -> str:
    """A hash of what is computed: comments and magics, which a twin keeps as comments, do not count."""
    lines = [line.rstrip() for text in code_cells for line in unix(text).split("\n")]
    return _sha256("\n".join(line for line in lines if line and line.lstrip()[0] not in "#%!").encode())


def decoded(data: bytes, path: Path) -> str:
    """The text of a `.py`, by Python's own rules: a BOM, a coding cookie, else UTF-8. `BadInput` for what has none."""
    damage = what_it_is_instead(data)
    if damage:
        raise BadInput(f"{path} {damage}")
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
    refuse_many(text.count("# %%"), path.name)
    return text


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
