"""A student's notebook as nbgrader and people want it: the course's cells in order, each with the student's content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from autograder.escape import clean, tame
from autograder.repair import Cell, cells, match
from autograder.source import Source, percent_cells

MISSING = "This cell was not in the notebook that was handed in. Its answer may stand in another cell."


def rebuilt(work: Source, given: Sequence[Cell]) -> list[dict[str, Any]]:
    """The notebook's cells as nbgrader wants them: the course's in their order, the student's own in between."""
    mine = cells(work.book) if work.path.suffix == ".ipynb" else _of_text(work.text)
    found = match(given, mine)
    elsewhere = frozenset[str]().union(*(cell.names for cell in mine))
    taken = {index: number for number, index in found.of.items()}
    below: dict[int, list[Cell]] = {}
    place = -1
    for index, cell in enumerate(mine):
        place = taken.get(index, place)
        if index not in taken and cell.text.strip():
            below.setdefault(place, []).append(cell)
    made = [_own(cell) for cell in below.get(-1, [])]
    for number, cell in enumerate(given):
        if number in found.of:
            other = mine[found.of[number]]
            made.append(_filled(cell, other) if cell.answered or not cell.grade_id else _as_given(cell))
        elif cell.grade_id:
            made.append(_restored(cell, elsewhere))
        made += [_own(other) for other in below.get(number, [])]
    return _numbered(made)


def unreadable(given: Sequence[Cell], why: str) -> list[dict[str, Any]]:
    """The cells as handed out, with a sentence in place of each answer: nothing of the student's could be read."""
    why = tame(clean(why))  # names of files are in it
    return _numbered(
        [_as_given(replace(cell, text=_said(cell, why)) if cell.answered else cell) for cell in given if cell.grade_id]
    )


def _of_text(text: str) -> list[Cell]:
    return [Cell(cell.kind, cell.text, "", {}, {}) for cell in percent_cells(text)]


def _as_given(cell: Cell) -> dict[str, Any]:
    made = {"id": cell.id, "cell_type": cell.kind, "source": cell.text, "metadata": {"nbgrader": dict(cell.role)}}
    if not cell.role:
        made["metadata"] = {}
    return made | ({"execution_count": None, "outputs": []} if cell.kind == "code" else dict(cell.extras))


def _filled(given: Cell, mine: Cell) -> dict[str, Any]:
    text = mine.text if mine.text == given.text else _harmless(mine)
    return _as_given(replace(given, text=text, extras=mine.extras))


def _restored(given: Cell, elsewhere: frozenset[str]) -> dict[str, Any]:
    """A missing cell as handed out; in an answer's place a sentence, since an untouched stub would be no response."""
    if not given.answered:
        return _as_given(given)
    if given.kind == "markdown" or given.names & elsewhere:
        return _as_given(replace(given, text=_said(given, MISSING)))
    return _as_given(given)


def _said(given: Cell, sentence: str) -> str:
    return "\n".join(f"# {line}" for line in sentence.splitlines()) if given.kind == "code" else sentence


def _own(cell: Cell) -> dict[str, Any]:
    return _as_given(replace(cell, role={}, text=_harmless(cell)))


def _harmless(cell: Cell) -> str:
    """A student's text as staff may open it: nbgrader's pages would run what scripts it holds."""
    return cell.text if cell.kind == "code" else tame(cell.text)


def _numbered(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same cells with an id each of its own, as the format demands."""
    seen: set[str] = set()
    names = (f"cell-{number}" for number in count(1))
    for cell in made:
        cell["id"] = cell["id"] if cell["id"] and cell["id"] not in seen else next(n for n in names if n not in seen)
        seen.add(cell["id"])
    return made
