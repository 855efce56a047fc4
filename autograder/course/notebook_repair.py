"""Damaged notebooks: which of the handed-out cells is which of the handed-in ones, and what is graded of them.

Pure functions on cells. Every code cell is graded, in the student's own order, so that no repair takes away what the
student wrote; only a cell whose kind was changed becomes code again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from autograder.core.values import writable
from autograder.course.notebook_json import cell_text
from autograder.course.submission_file import SubmissionFile

_KINDS = ("code", "markdown", "raw")
_LONGEST = 100_000  # characters; a longer text cell is not searched for Python
_PYTHON = re.compile(r"\s*(?:#.*\n\s*)*(?:@|(?:async\s+def|def|class|import|from)\s+\w|\w+\s*=)")


@dataclass(frozen=True)
class NotebookCell:
    """A cell of a notebook, handed out or handed in. `names` are the functions and classes that its text defines."""

    kind: str
    text: str
    id: str
    role: Mapping[str, Any]
    extras: Mapping[str, Any]

    @property
    def grade_id(self) -> str:
        name = self.role.get("grade_id")
        return name if isinstance(name, str) else ""

    @cached_property
    def names(self) -> frozenset[str]:
        if self.kind != "code" and len(self.text) > _LONGEST:
            return frozenset()
        return frozenset(re.findall(r"^(?:async\s+)?(?:def|class)\s+(\w+)", self.text, re.MULTILINE))

    @property
    def answered(self) -> bool:
        """Whether this is a cell for an answer, by program or by hand."""
        return bool(self.role.get("solution"))


def notebook_cells(book: Sequence[Mapping[str, Any]]) -> list[NotebookCell]:
    """The cells of a notebook as read from JSON. They may be damaged in any way."""
    return [_cell(dict(raw)) for raw in book]


def _cell(raw: dict[str, Any]) -> NotebookCell:
    kind, metadata, name = raw.get("cell_type"), raw.get("metadata"), raw.get("id")
    role = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    pictures = raw.get("attachments")
    return NotebookCell(
        kind if isinstance(kind, str) and kind in _KINDS else "markdown",  # format 3 had headings
        cell_text(raw),
        name if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) else "",
        role if isinstance(role, dict) else {},
        {"attachments": pictures} if _are_pictures(pictures) else {},
    )


def _are_pictures(attachments: object) -> bool:
    """Whether these are a text cell's attached pictures as the format has them: a photographed derivation, say."""
    return isinstance(attachments, dict) and all(
        isinstance(bundle, dict)
        and bundle
        and all(isinstance(text, str) and writable(text) == text for text in (name, *bundle, *bundle.values()))
        for name, bundle in attachments.items()
    )


@dataclass(frozen=True)
class Match:
    """Which handed-in cell is which handed-out one, by index, and what had to be repaired, in sentences."""

    given: Sequence[NotebookCell]
    mine: Sequence[NotebookCell]
    of: Mapping[int, int]
    losers: frozenset[int]
    notes: tuple[str, ...]


def match(given: Sequence[NotebookCell], mine: Sequence[NotebookCell]) -> Match:
    """Find the handed-out cells: by grade_id, by the format's own id, by what they define, by text, by place."""
    of: dict[int, int] = {}
    by_name: dict[str, list[int]] = {}
    for index, cell in enumerate(mine):
        by_name.setdefault(cell.grade_id, []).append(index)
    losers: set[int] = set()
    for number, cell in enumerate(given):
        found = by_name.get(cell.grade_id, []) if cell.grade_id else []
        if found:
            of[number] = max(found, key=lambda index, cell=cell: (*_worth(cell, mine[index]), index))  # type: ignore[misc]
            losers.update(set(found) - {of[number]})
    known = set(of)
    for number, index in _guesses(given, mine, of, losers):
        of[number] = index
    return Match(given, mine, of, frozenset(losers), tuple(_notes(given, mine, of, known, losers)))


def _worth(given: NotebookCell, copy: NotebookCell) -> tuple[bool, bool]:
    """Which of several copies counts: one that defines what it should and is not an untouched stub."""
    return given.names <= copy.names, copy.text != given.text


def _guesses(
    given: Sequence[NotebookCell], mine: Sequence[NotebookCell], of: Mapping[int, int], losers: set[int]
) -> Iterator[tuple[int, int]]:
    """(handed-out, handed-in) for cells without a grade_id to go by, the surest sign first."""
    places = dict(of)
    ours = {cell.grade_id for cell in given if cell.grade_id}
    free = [index for index, cell in enumerate(mine) if cell.grade_id not in ours and index not in losers]
    signs: tuple[Callable[[NotebookCell, NotebookCell], bool], ...] = (
        lambda cell, other: bool(cell.id) and cell.id == other.id,
        lambda cell, other: cell.answered and bool(cell.names & other.names) and _is_python(other),
        lambda cell, other: cell.text.strip() == other.text.strip(),
    )
    for sign in signs:
        for number, cell in enumerate(given):
            found = [index for index in free if number not in places and sign(cell, mine[index])]
            if found:
                best = max(found, key=lambda index, cell=cell: (mine[index].text != cell.text, index))  # type: ignore[misc]
                places[number] = best
                free.remove(best)
                yield number, best
    for number, cell in enumerate(given):  # an answer by hand stands below its task
        below = places.get(number - 1, -2) + 1
        if number not in places and cell.answered and below in free and mine[below].kind == cell.kind == "markdown":
            free.remove(below)
            yield number, below


def _is_python(cell: NotebookCell) -> bool:
    """Whether a cell begins as code does. A student's text is not parsed: hostile text can crash the parser."""
    return cell.kind == "code" or _PYTHON.match(cell.text) is not None


def _notes(
    given: Sequence[NotebookCell],
    mine: Sequence[NotebookCell],
    of: Mapping[int, int],
    known: set[int],
    losers: set[int],
) -> Iterator[str]:
    ours = [number for number, cell in enumerate(given) if cell.grade_id]
    named = {name: number for number, cell in enumerate(given) if (name := cell.grade_id)}
    if not any(number in of for number in ours if not given[number].names):
        yield "this notebook has none of the cells that were handed out; what it defines was graded"
        return
    doubled = list(dict.fromkeys(mine[index].grade_id for index in sorted(losers)))
    if doubled:
        last = [name + (f" (cell {of[named[name]] + 1})" if given[named[name]].answered else "") for name in doubled]
        yield f"repaired: cells that were there more than once; the one that counts: {', '.join(last)}"
    lost = [given[number].grade_id for number in ours if number in of and number not in known]
    if lost:
        yield f"repaired: cells without nbgrader's metadata, found again by content: {', '.join(lost)}"
    gone = [given[number].grade_id for number in ours if number not in of]
    if gone:
        yield f"repaired: cells that were missing: {', '.join(gone)}"
    typed = [given[n].grade_id for n in ours if n in of and mine[of[n]].kind != given[n].kind]
    if typed:
        yield f"repaired: cells that were of another kind than handed out: {', '.join(typed)}"
    if any(later < earlier for earlier, later in pairwise(of[number] for number in ours if number in of)):
        yield "repaired: the cells were in another order than handed out"
    worth = [given[n].grade_id for n in ours if n in known and _points(mine[of[n]]) != _points(given[n])]
    if worth:
        yield f"repaired: points that were changed in the notebook: {', '.join(worth)}"


def _points(cell: NotebookCell) -> object:
    return cell.role.get("points")


def repaired(work: SubmissionFile, given: Sequence[NotebookCell]) -> tuple[SubmissionFile, tuple[str, ...]]:
    """What is graded of a notebook, and what was repaired; a text file stays as it is. `BadInput` for too much code.

    The code is in the student's order. An untouched stub that repeats an answer's cell is left out: it would undo the
    answer.
    """
    if not work.book:
        return work, ()
    mine = notebook_cells(work.book)
    found = match(given, mine)
    code = {index: number for number, index in found.of.items() if given[number].kind == "code"}
    stubs = {cell.grade_id: cell.text for cell in given if cell.answered}
    texts = [
        cell.text
        for index, cell in enumerate(mine)
        if (cell.kind == "code" or index in code)
        and not (index in found.losers and stubs.get(cell.grade_id) == cell.text)
    ]
    named = tuple((f"{work.path.name} cell {number}", text) for number, text in enumerate(texts, 1))
    return replace(work, cells=named), found.notes
