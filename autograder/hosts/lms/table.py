"""A delimited file that is changed in some cells and stays what it was, to the byte, in all else.

Encoding, byte order mark, delimiter, quoting and line ends are the platform's, and it reads them again.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.core.model import BadInput

MAX_BYTES = 20_000_000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Cell:
    """What a cell says, and from where to where it stands in the file's text, its quotes included."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True)
class Table:
    """A file's rows. `mark` are the bytes before the text, `codec` is how the rest is encoded."""

    text: str
    mark: bytes
    codec: str
    delimiter: str
    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> str | None:
        """What a cell says, without blanks around it; None where the row is not that long."""
        cells = self.rows[row]
        return cells[column].text.strip() if column < len(cells) else None

    def filled(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """The file with other texts in some cells: (row, column) -> text. A cell that was quoted stays so."""
        places = [(self.rows[row][column], text) for (row, column), text in changes.items()]
        parts, done = [], 0
        for cell, text in sorted(places, key=lambda place: place[0].start):
            parts += [self.text[done : cell.start], self._written(cell, text)]
            done = cell.end
        return self.mark + "".join([*parts, self.text[done:]]).encode(self.codec)

    def _written(self, cell: Cell, text: str) -> str:
        if cell.quoted or any(sign in text for sign in (self.delimiter, '"', "\r", "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text


def read(data: bytes) -> Table:
    """The table in a file's bytes. `BadInput` for what is not text, or too much of it."""
    if len(data) > MAX_BYTES:
        raise BadInput(f"it has more than {MAX_BYTES // 1_000_000} MB")
    mark, codec = next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), (b"", ""))
    body = data[len(mark) :]
    try:
        text = body.decode(codec or _guessed(body))
    except ValueError as error:
        raise BadInput(f"it is not text: {error}") from None
    if "\0" in text or not text.strip():
        raise BadInput("it is not a text with columns" if text.strip() else "it is empty")
    delimiter = _delimiter(text)
    return Table(text, mark, codec or _guessed(body), delimiter, tuple(_rows(text, delimiter)))


def _guessed(body: bytes) -> str:
    """The encoding of a text without a mark. Latin-1 gives every byte back, whatever was meant by it."""
    if len(body) > 3 and body[1] == body[3] == 0:
        return "utf-16-le"
    try:
        body.decode()
    except ValueError:
        return "latin-1"
    return "utf-8"


def _delimiter(text: str) -> str:
    """What parts the first line's cells: most of what stands outside of quotes."""
    head = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0])
    return max(_DELIMITERS, key=head.count)


def _rows(text: str, delimiter: str) -> Iterator[tuple[Cell, ...]]:
    """The rows of a text, but for empty lines, as RFC 4180 and its readers part them."""
    old = "\n" not in text  # lines end with a lone \\r, which elsewhere is a sign like others
    line_end = re.compile(r"\r" if old else r"\r?\n")
    sign = rf"[^{re.escape(delimiter)}\r\n]"
    other = f"{sign}*" if old else rf"(?:{sign}|\r(?!\n))*"
    part = re.compile(rf'"([^"]*(?:""[^"]*)*)"{other}|{other}')
    row: list[Cell] = []
    place = 0
    while True:
        found = part.match(text, place)
        assert found is not None
        quoted = found[1] is not None
        if not quoted and found[0].startswith('"'):
            raise BadInput(f"a quotation mark is not closed: {found[0][:40]}")
        said = found[1].replace('""', '"') + found[0][len(found[1]) + 2 :] if quoted else found[0]
        row.append(Cell(said, place, found.end(), quoted))
        place = found.end()
        if text[place : place + 1] == delimiter:
            place += 1
            continue
        if len(row) > 1 or row[0].text:
            yield tuple(row)
        row = []
        end = line_end.match(text, place)
        if end is None:
            return
        place = end.end()
        if place == len(text):
            return
