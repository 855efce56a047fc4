"""Answers by hand: where in the work something was written, and whether a person must read it. Decided here alone.

Nothing written is marked 0 by a program. An answer's own cell may be as it was handed out while the answer stands in a
cell below it, in the task, in comments, on a photo, or in the other twin.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import quote

from autograder.core.sanitize import clean
from autograder.course.notebook_repair import Match, NotebookCell, match, notebook_cells
from autograder.course.submission_file import SubmissionFile

MAX_NAMED = 6  # places that a note names
MAX_PIECES = 30  # texts by hand that are looked at in one file
_LONGEST = 100_000  # characters of a code cell that are searched for words
_WORD = re.compile(r"[^\W\d]\w*")
_NEXT = re.compile(r"[ \t]+([^\W\d]\w*)")


@dataclass(frozen=True)
class Piece:
    """Something written by hand outside an answer's own cell: where, and the cell as a person may be shown it.

    `index` is its place in the work's own notebook, -1 where it does not stand there as a cell of its own.
    """

    where: str
    cell: NotebookCell
    index: int = -1


@dataclass(frozen=True)
class Derivation:
    """What was handed in for one answer by hand.

    cell: the answer's own cell from whichever twin has it; None where it has nothing of the student's.
    note: where to read, in a sentence; "" where all of it is in `cell`.
    pieces: what was written elsewhere.
    waits: whether a person must read it. Otherwise nothing was written: no response.
    """

    cell: NotebookCell | None
    note: str
    pieces: tuple[Piece, ...]
    waits: bool


def derivations(work: SubmissionFile, given: Sequence[NotebookCell]) -> dict[str, Derivation]:
    """grade_id -> what was handed in for each answer by hand among the cells that were handed out."""
    files = [_File(file, given) for file in (work, *work.beside)]
    return {
        cell.grade_id: _derivation(number, files, work.unread)
        for number, cell in enumerate(given)
        if cell.answered and cell.role.get("grade")
    }


def _derivation(number: int, files: Sequence[_File], unread: Sequence[str]) -> Derivation:
    own = files[0]
    answers = [(file, cell) for file in files if (cell := file.answer(number)) is not None]
    unlike = [(file, cell) for file, cell in answers[1:] if _squeezed(cell.text) != _squeezed(answers[0][1].text)]
    pieces = [_of(file, own, piece) for file in files for piece in file.texts]
    pieces += [Piece(f"the cell for this answer in {file.name}", replace(cell, role={})) for file, cell in unlike]
    notes = []
    if answers:
        file, cell = answers[0]
        if file is not own:
            notes.append(f"The answer is taken from {file.name}.")
        if pieces:
            notes.append(f"More is written here: {_places(pieces)}.")
        return Derivation(cell, " ".join(notes), tuple(pieces), True)
    pieces += [_of(file, own, piece) for file in files for piece in file.code_near(number)]
    state = own.state(number)
    if pieces:
        there = state or "is as it was handed out"
        notes.append(f"The cell for this answer {there}, but something is written here: {_places(pieces)}.")
    elif state:
        notes.append(f"The cell for this answer {state}. The answer may stand in another cell.")
    notes += [f"{clean(name)} could not be read." for name in unread]
    return Derivation(None, " ".join(notes), tuple(pieces), bool(notes))


def _of(file: _File, own: _File, piece: Piece) -> Piece:
    return piece if file is own else replace(piece, index=-1)


def _places(pieces: Sequence[Piece]) -> str:
    named = list(dict.fromkeys(piece.where for piece in pieces))
    more = f", and in {len(named) - MAX_NAMED} more places" if len(named) > MAX_NAMED else ""
    return ", ".join(named[:MAX_NAMED]) + more


class _File:
    """One of the twins, held against what was handed out. The first is the work itself."""

    def __init__(self, file: SubmissionFile, given: Sequence[NotebookCell]) -> None:
        self.name = clean(file.path.name, 80)
        self.given = given
        self.mine = notebook_cells(file.all_cells)
        self.match: Match = match(given, self.mine)
        self._released = {_squeezed(cell.text) for cell in given}

    def answer(self, number: int) -> NotebookCell | None:
        """The answer's own cell, if anything in it is the student's."""
        index = self.match.of.get(number)
        if index is None:
            return None
        cell = self.mine[index]
        if _squeezed(cell.text) == _squeezed(self.given[number].text):
            cell = replace(cell, text="")
        return linked(cell) if cell.text.strip() or _pictures(cell) else None

    def state(self, number: int) -> str:
        """What became of an answer's own cell without an answer, as the end of a sentence; "" where nothing did."""
        index = self.match.of.get(number)
        if index is None:
            return f"was not in {self.name}"
        return "" if self.mine[index].text.strip() else f"is empty in {self.name}"

    @cached_property
    def texts(self) -> list[Piece]:
        """What the text cells have that were handed out without it."""
        return list(islice(self._texts(), MAX_PIECES))

    def _texts(self) -> Iterator[Piece]:
        for index, cell in enumerate(self.mine):
            number = self._taken.get(index)
            if (cell if number is None else self.given[number]).kind == "code":
                continue
            if number is None:
                if _pictures(cell) or (cell.text.strip() and _squeezed(cell.text) not in self._released):
                    yield Piece(f"an added text cell ({self._at(index)})", linked(cell), index)
            elif not self.given[number].answered:
                added = replace(cell, text=_added(cell.text, self.given[number].text), role={})
                if added.text or _pictures(added):
                    where = f"the course's own text {self.given[number].grade_id} ({self._at(index)})"
                    yield Piece(where, linked(added))

    def code_near(self, number: int) -> list[Piece]:
        """What the code cells around an answer have for people: from the code answer before it to the one after it."""
        stops = [n for n, cell in enumerate(self.given) if cell.answered and cell.kind == "code"]
        first = max((n for n in stops if n < number), default=-1)
        last = min((n for n in stops if n > number), default=len(self.given))
        return list(islice(self._code(range(first, last + 1)), MAX_PIECES))

    def _code(self, near: Collection[int]) -> Iterator[Piece]:
        place = -1
        for index, cell in enumerate(self.mine):
            number = self._taken.get(index)
            place = place if number is None else number
            if (cell if number is None else self.given[number]).kind != "code" or place not in near:
                continue
            if number is None:
                if cell.text.strip() and _squeezed(cell.text) not in self._released:
                    yield Piece(f"an added code cell ({self._at(index)})", cell, index)
            elif words := _words(cell.text, self.given[number].text):
                name = self.given[number].grade_id or "a cell"
                where = f"words in the code of {name} ({self._at(index)})"
                yield Piece(where, replace(cell, text=words, role={}))

    @cached_property
    def _taken(self) -> Mapping[int, int]:
        return {index: number for number, index in self.match.of.items()}

    def _at(self, index: int) -> str:
        return f"cell {index + 1} of {self.name}"


def _squeezed(text: str) -> str:
    """A text whose blanks do not matter: a twin is saved with other ones."""
    return " ".join(text.split())


def _pictures(cell: NotebookCell) -> Mapping[str, Any]:
    found: Mapping[str, Any] = cell.extras.get("attachments", {})
    return found


def _added(mine: str, given: str) -> str:
    """The lines that are not among those that were handed out."""
    known = {_squeezed(line) for line in given.splitlines()}
    return "\n".join(line for line in mine.splitlines() if _squeezed(line) not in known).strip()


def _words(mine: str, given: str) -> str:
    """The added lines of a code cell that say something to people: comments, and words in a row as no code has them.

    Python is not parsed for it: hostile text can crash the parser.
    """
    lines = _added(mine[:_LONGEST], given).splitlines()
    return "\n".join(line for line in lines if any(map(str.isalpha, line.partition("#")[2])) or _are_words(line))


def _are_words(line: str) -> bool:
    """Whether two words stand next to each other neither of which is Python's own."""
    for word in _WORD.finditer(line):
        follows = _NEXT.match(line, word.end())
        if follows and not keyword.iskeyword(word[0]) and not keyword.iskeyword(follows[1]):
            return True
    return False


def linked(cell: NotebookCell) -> NotebookCell:
    """A text cell in which every attached picture is shown: one that nothing links to would be seen by nobody."""
    pictures = _pictures(cell)
    shown = {name: quote(name, safe="%") for name in pictures}
    lost = [link for name, link in shown.items() if f"attachment:{name}" not in cell.text and link not in cell.text]
    if not lost:
        return cell
    return replace(cell, text="\n\n".join([cell.text, *(f"![picture](attachment:{link})" for link in lost)]).strip())
