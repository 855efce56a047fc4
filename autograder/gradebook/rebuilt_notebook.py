"""A student's notebook as nbgrader and people want it: the course's cells in order, each with the student's content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import quote

from autograder.core.sanitize import clean, safe_markdown
from autograder.course.notebook_repair import NotebookCell, match, notebook_cells
from autograder.course.submission_file import SubmissionFile

CELL, ALL = 10_000, 60_000  # characters of one text cell, and of all; the pages' time grows with the square
CUT = "\n\n(This text goes on in the notebook that was handed in.)"
NEARBY = "Nothing was written into this cell. Cells next to it were added or changed: the answer may stand there."
MISSING = "This cell was not in the notebook that was handed in. Its answer may stand in another cell."


def rebuilt(work: SubmissionFile, given: Sequence[NotebookCell]) -> list[dict[str, Any]]:
    """The notebook's cells as nbgrader wants them: the course's in their order, the student's own in between.

    A derivation is taken from whichever of notebook and text twin has it. Where neither has, and something near was
    added or changed, its cell says so: nbgrader then waits for a person and gives no 0 of its own.
    """
    mine, twin = _Placed(given, work.all_cells), _Placed(given, work.other)
    elsewhere = frozenset[str]().union(*(cell.names for cell in mine.cells))
    in_place = {id(cell) for added in mine.below.values() for cell in added}
    texts = _Texts()
    made = [texts.own(cell) for cell in mine.below.get(-1, [])]
    for number, cell in enumerate(given):
        by_hand = cell.answered and cell.kind == "markdown"
        written = next((each for each in (mine, twin) if each.changed(number)), mine) if by_hand else mine
        other = written.cell(number)
        near = [] if not by_hand or written.changed(number) else mine.near(number) or twin.near(number)
        if other is None:
            made += [_restored(cell, elsewhere)] if cell.grade_id else []
        elif near:
            made.append(_as_given(replace(cell, text=NEARBY)))
        else:
            made.append(texts.filled(cell, other) if cell.answered or not cell.grade_id else _as_given(cell))
        made += [texts.own(each) for each in mine.below.get(number, [])]
        made += [texts.own(each) for each in near if id(each) not in in_place]
    return _numbered(made)


class _Placed:
    """A student's cells, each by the handed-out cell that it is or stands below."""

    def __init__(self, given: Sequence[NotebookCell], book: Sequence[Mapping[str, Any]]) -> None:
        self.cells = notebook_cells(book)
        self._given = given
        self._of = match(given, self.cells).of if book else {}
        taken = {index: number for number, index in self._of.items()}
        self.below: dict[int, list[NotebookCell]] = {}
        place = -1
        for index, cell in enumerate(self.cells):
            place = taken.get(index, place)
            if index not in taken and (cell.text.strip() or cell.extras):
                self.below.setdefault(place, []).append(cell)

    def cell(self, number: int) -> NotebookCell | None:
        """What was made of a handed-out cell; None where it is gone."""
        return self.cells[self._of[number]] if number in self._of else None

    def changed(self, number: int) -> bool:
        """Whether a handed-out cell is there and not as it was handed out."""
        cell = self.cell(number)
        return cell is not None and (cell.text.strip() != self._given[number].text.strip() or bool(cell.extras))

    def near(self, number: int) -> list[NotebookCell]:
        """What was added above or below a cell, or written into the text above it: its answer may stand there."""
        above = self.cell(number - 1) if number and self._given[number - 1].kind == "markdown" else None
        task = [above] if above is not None and self.changed(number - 1) else []
        return [*task, *self.below.get(number - 1, []), *self.below.get(number, [])]


def unreadable(given: Sequence[NotebookCell], why: str) -> list[dict[str, Any]]:
    """The cells as handed out, with a sentence for each answer: the student's file could not be read."""
    why = safe_markdown(clean(why))  # names of files are in it
    return _numbered(
        [_as_given(replace(cell, text=_said(cell, why)) if cell.answered else cell) for cell in given if cell.grade_id]
    )


def _as_given(cell: NotebookCell) -> dict[str, Any]:
    made = {"id": cell.id, "cell_type": cell.kind, "source": cell.text, "metadata": {"nbgrader": dict(cell.role)}}
    if not cell.role:
        made["metadata"] = {}
    return made | ({"execution_count": None, "outputs": []} if cell.kind == "code" else dict(cell.extras))


def _restored(given: NotebookCell, elsewhere: frozenset[str]) -> dict[str, Any]:
    """A missing cell as handed out; an answer says that it was missing: an untouched stub would read as no response."""
    if not given.answered:
        return _as_given(given)
    if given.kind == "markdown" or given.names & elsewhere:
        return _as_given(replace(given, text=_said(given, MISSING)))
    return _as_given(given)


def _said(given: NotebookCell, sentence: str) -> str:
    return "\n".join(f"# {line}" for line in sentence.splitlines()) if given.kind == "code" else sentence


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

    def own(self, cell: NotebookCell) -> dict[str, Any]:
        """A cell that the student added."""
        return _as_given(self._harmless(cell, replace(cell, role={})))

    def _harmless(self, mine: NotebookCell, place: NotebookCell) -> NotebookCell:
        if mine.kind == "code":
            return replace(place, text=mine.text)
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
