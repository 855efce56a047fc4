"""A student's notebook as nbgrader and people want it: the course's cells in order, each with the student's content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import quote

from autograder.core.sanitize import clean, safe_markdown
from autograder.course.notebook_repair import NotebookCell, match, notebook_cells
from autograder.course.percent import percent_cells
from autograder.course.submission_file import SubmissionFile

CELL, ALL = 10_000, 60_000  # characters of one text cell, and of all; the pages' time grows with the square
CUT = "\n\n(This text goes on in the notebook that was handed in.)"
MISSING = "This cell was not in the notebook that was handed in. Its answer may stand in another cell."


def rebuilt(work: SubmissionFile, given: Sequence[NotebookCell]) -> list[dict[str, Any]]:
    """The notebook's cells as nbgrader wants them: the course's in their order, the student's own in between."""
    mine = notebook_cells(work.book) if work.path.suffix == ".ipynb" else _of_text(work.text)
    found = match(given, mine)
    elsewhere = frozenset[str]().union(*(cell.names for cell in mine))
    taken = {index: number for number, index in found.of.items()}
    below: dict[int, list[NotebookCell]] = {}
    place = -1
    for index, cell in enumerate(mine):
        place = taken.get(index, place)
        if index not in taken and cell.text.strip():
            below.setdefault(place, []).append(cell)
    texts = _Texts()
    made = [texts.own(cell) for cell in below.get(-1, [])]
    for number, cell in enumerate(given):
        if number in found.of:
            other = mine[found.of[number]]
            made.append(texts.filled(cell, other) if cell.answered or not cell.grade_id else _as_given(cell))
        elif cell.grade_id:
            made.append(_restored(cell, elsewhere))
        made += [texts.own(other) for other in below.get(number, [])]
    return _numbered(made)


def unreadable(given: Sequence[NotebookCell], why: str) -> list[dict[str, Any]]:
    """The cells as handed out, with a sentence for each answer: the student's file could not be read."""
    why = safe_markdown(clean(why))  # names of files are in it
    return _numbered(
        [_as_given(replace(cell, text=_said(cell, why)) if cell.answered else cell) for cell in given if cell.grade_id]
    )


def _of_text(text: str) -> list[NotebookCell]:
    return [NotebookCell(cell.kind, cell.text, "", {}, {}) for cell in percent_cells(text)]


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
