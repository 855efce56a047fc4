"""A student's notebook as nbgrader and people want it: the course's cells in order, each with the student's content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import quote

from autograder.core.sanitize import clean, safe_markdown
from autograder.course.derivation import Derivation, derivations, linked
from autograder.course.notebook_repair import NotebookCell, match, notebook_cells
from autograder.course.submission_file import SubmissionFile

CELL, ALL = 10_000, 60_000  # characters of one text cell, and of all; the pages' time grows with the square
CUT = "\n\n(This text goes on in the notebook that was handed in.)"
OURS = "autograder"  # a cell's metadata of that name says what of it is written by hand: see `note_of`, `is_written`
MISSING = "This cell was not in the notebook that was handed in. Its answer may stand in another cell."


def rebuilt(work: SubmissionFile, given: Sequence[NotebookCell]) -> list[dict[str, Any]]:
    """The notebook's cells as nbgrader wants them: the course's in their order, the student's own in between."""
    mine = notebook_cells(work.all_cells)
    found = match(given, mine)
    read = derivations(work, given)
    standing = {piece.index for each in read.values() for piece in each.pieces}
    elsewhere = frozenset[str]().union(*(cell.names for cell in mine))
    taken = {index: number for number, index in found.of.items()}
    below: dict[int, list[tuple[NotebookCell, bool]]] = {}
    place = -1
    for index, cell in enumerate(mine):
        place = taken.get(index, place)
        if index not in taken and (cell.text.strip() or cell.extras):
            below.setdefault(place, []).append((cell, index in standing))
    texts = _Texts()
    made = [texts.own(*each) for each in below.get(-1, [])]
    for number, cell in enumerate(given):
        if cell.grade_id in read:
            made += texts.by_hand(cell, read[cell.grade_id])
        elif number in found.of:
            other = mine[found.of[number]]
            made.append(texts.filled(cell, other) if cell.answered or not cell.grade_id else _as_given(cell))
        elif cell.grade_id:
            made.append(_restored(cell, elsewhere))
        made += [texts.own(*each) for each in below.get(number, [])]
    return _numbered(made)


def unreadable(given: Sequence[NotebookCell], why: str) -> list[dict[str, Any]]:
    """The cells as handed out, with a sentence for each answer: the student's file could not be read."""
    why = safe_markdown(clean(why))  # names of files are in it
    return _numbered(
        [_as_given(replace(cell, text=_said(cell, why)) if cell.answered else cell) for cell in given if cell.grade_id]
    )


def note_of(metadata: Mapping[str, Any]) -> str:
    """Where an answer by hand stands, of the metadata of its own cell; "" where all of it is there."""
    return str(metadata.get(OURS, {}).get("note", ""))


def is_written(metadata: Mapping[str, Any]) -> bool:
    """Whether a cell, by its metadata, has something written by hand outside an answer's own cell."""
    return bool(metadata.get(OURS, {}).get("written"))


def _as_given(cell: NotebookCell) -> dict[str, Any]:
    made = {"id": cell.id, "cell_type": cell.kind, "source": cell.text, "metadata": {"nbgrader": dict(cell.role)}}
    if not cell.role:
        made["metadata"] = {}
    return made | ({"execution_count": None, "outputs": []} if cell.kind == "code" else dict(cell.extras))


def _restored(given: NotebookCell, elsewhere: frozenset[str]) -> dict[str, Any]:
    """A missing cell as handed out; an answer says that it was missing: an untouched stub would read as no response."""
    if not given.answered:
        return _as_given(given)
    if given.names & elsewhere:
        return _as_given(replace(given, text=_said(given, MISSING)))
    return _as_given(given)


def _said(given: NotebookCell, sentence: str) -> str:
    return "\n".join(f"# {line}" for line in sentence.splitlines()) if given.kind == "code" else sentence


def _headed(cell: NotebookCell, where: str) -> NotebookCell:
    head = f"# {where}:\n" if cell.kind == "code" else f"*{safe_markdown(where)}:*\n\n"
    return replace(cell, text=head + cell.text, id="")


class _Texts:
    """A student's text cells as staff may open them.

    nbgrader's pages would run scripts in them, refuse the whole notebook over a missing picture, and take minutes for
    a text that nobody wrote by hand.
    """

    def __init__(self) -> None:
        self._left = ALL

    def filled(self, given: NotebookCell, mine: NotebookCell) -> dict[str, Any]:
        """One of the course's cells, with the student's content."""
        return _as_given(given if mine.text == given.text else self._harmless(mine, given))

    def own(self, cell: NotebookCell, by_hand: bool = False) -> dict[str, Any]:
        """A cell that the student added; `by_hand` where it may be an answer, or part of one."""
        made = _as_given(self._harmless(cell, replace(cell, role={})))
        return made | ({"metadata": {OURS: {"written": True}}} if by_hand else {})

    def by_hand(self, given: NotebookCell, read: Derivation) -> list[dict[str, Any]]:
        """An answer by hand: its own cell, and below it what would else be seen nowhere.

        The text is as handed out where nothing was written: so nbgrader knows that there is no response.
        """
        if read.cell is not None:
            answer = _as_given(self._harmless(read.cell, given))
        elif read.waits:
            answer = _as_given(replace(given, text=_said(given, safe_markdown(read.note))))
        else:
            return [_as_given(given)]
        answer["metadata"][OURS] = {"note": read.note, "written": read.cell is not None}
        lost = (piece for piece in read.pieces if piece.index < 0)
        return [answer, *(self.own(_headed(piece.cell, piece.where), by_hand=True) for piece in lost)]

    def _harmless(self, mine: NotebookCell, place: NotebookCell) -> NotebookCell:
        if place.kind == "code":
            return replace(place, text=mine.text)
        mine = linked(mine)
        kept = mine.text[: min(CELL, self._left)]
        self._left -= len(kept)
        # As nbconvert looks for them: in a link, a name's spaces are %20.
        pictures = {quote(name, safe="%"): bundle for name, bundle in mine.extras.get("attachments", {}).items()}
        text = safe_markdown(kept, pictures) + (CUT if len(kept) < len(mine.text) else "")
        return replace(place, text=text, extras={"attachments": pictures} if pictures else {})


def _numbered(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same cells, each with its own id, as the format demands."""
    seen: set[str] = set()
    names = (f"cell-{number}" for number in count(1))
    for cell in made:
        cell["id"] = cell["id"] if cell["id"] and cell["id"] not in seen else next(n for n in names if n not in seen)
        seen.add(cell["id"])
    return made
