"""A lesson's text: what students get of it, and the notebook that nbgrader releases.

A lesson is one percent-format text with its solutions between `### BEGIN SOLUTION` and `### END SOLUTION`.
Everything here is text in, text or notebook out; faults name the line.
"""

from __future__ import annotations

import hashlib
import re
from itertools import chain, count
from typing import TYPE_CHECKING, Any, cast

from autograder.core.model import Assignment, CourseFault
from autograder.course.percent import PercentCell, percent_cells

if TYPE_CHECKING:
    from nbformat import NotebookNode

BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
CODE_STUB = 'raise NotImplementedError("your code goes here")'
TEXT_STUB = "Your answer goes here."
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
    # The twin stays bare: jupytext keeps what nbgrader needs in the notebook and off the text.
    "jupytext": {"formats": "ipynb,py:percent", "cell_metadata_filter": "-all", "notebook_metadata_filter": "-all"},
}


def stub_text(text: str) -> str:
    """The lesson as students get it, with a stub in place of each solution, as nbgrader puts it into the notebook.

    `CourseFault` names the line of a region that is nested, never ends or never began: nbgrader would publish the
    solution behind an end that it takes for one too many.
    """
    kept: list[str] = []
    kind, begun = "code", 0
    for number, line in enumerate(text.splitlines(), 1):
        marker = re.match(r"# %%(.*)$", line)
        if marker:
            _refuse_open(begun)
            kind = "markdown" if marker[1].strip().startswith("[markdown]") else "code"
            kept.append(re.sub(r"\s+manual=\S*", "", line))
        elif BEGIN in line:
            if begun:
                raise CourseFault(f"line {number}: a solution begins inside the one that began in line {begun}")
            begun = number
            indent = re.match(r"# ?\s*" if kind == "markdown" else r"\s*", line)
            kept.append((indent[0] if indent else "") + (TEXT_STUB if kind == "markdown" else CODE_STUB))
        elif END in line:
            if not begun:
                raise CourseFault(f"line {number}: a solution ends that never began")
            begun = 0
        elif not begun:
            kept.append(line)
    _refuse_open(begun)
    return "\n".join(kept) + "\n"


def manual_points(text: str) -> int:
    """The points that a person gives for answers in this lesson, beside those of its questions."""
    found = (re.search(r"\bmanual=(\d+)", cell.marker) for cell in percent_cells(text))
    return sum(int(match[1]) for match in found if match)


def notebook(text: str, assignment: Assignment) -> NotebookNode:
    """The lesson as a notebook with nbgrader's cell metadata (schema 3), solutions included.

    Points come from the assignment alone. Explanations are locked, so that what was asked stays as it was asked;
    code that is neither answer nor check (imports, pictures) is the student's to change. Ids hang on places and
    names, never on texts: a corrected word changes none. `CourseFault` where cells and questions do not match.
    """
    import nbformat  # of the course's extra: the judge, which strips solutions too, does without it

    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": _cells(text, assignment)}
    return cast("NotebookNode", nbformat.from_dict(whole))  # type: ignore[no-untyped-call]


def released_cells(text: str, assignment: Assignment) -> list[dict[str, Any]]:
    """The cells of `notebook` with a stub in place of each solution: as they are handed out. Errors as there."""
    stubs = percent_cells(stub_text(text))
    return [made | {"source": stub.text} for made, stub in zip(_cells(text, assignment), stubs, strict=True)]


def _cells(text: str, assignment: Assignment) -> list[dict[str, Any]]:
    stub_text(text)
    roles = _Roles(text, assignment)
    cells: list[dict[str, Any]] = []
    for index, cell in enumerate(percent_cells(text)):
        role = roles.of(cell)
        made: dict[str, Any] = {
            "id": hashlib.sha1(f"{assignment.id}:{index}".encode()).hexdigest()[:12],
            "cell_type": cell.kind,
        }
        made |= {"metadata": {"nbgrader": role} if role else {}, "source": cell.text}
        cells.append(made if cell.kind == "markdown" else made | {"execution_count": None, "outputs": []})
    roles.refuse_unchecked()
    return cells


class _Roles:
    """What each cell of one lesson is to nbgrader. Ask for the cells in their order."""

    def __init__(self, text: str, assignment: Assignment) -> None:
        self._lines = text.splitlines()
        self._line = 0
        self._points = {question.id: question.points for question in assignment.with_practice.questions}
        self._checked: set[str] = set()
        self._taken: set[str] = set()

    def of(self, cell: PercentCell) -> dict[str, Any]:
        """nbgrader's metadata of a cell; empty for code that is the student's own."""
        self._line = self._first_line(cell)
        check = re.fullmatch(r"""check\((["'])(.+?)\1\)""", cell.text.strip()) if cell.kind == "code" else None
        manual = re.search(r"\bmanual=(\S*)", cell.marker)
        if BEGIN in cell.text:
            if cell.kind == "markdown" and not manual:
                raise self._fault("a solution in a text cell is graded by hand; say so: # %% [markdown] manual=10")
            name = re.search(r"^(?:def|class)\s+(\w+)", cell.text, re.MULTILINE)
            return self._meta(
                f"answer-{name[1]}" if name else "answer",
                solution=True,
                points=self._manual_points(manual[1]) if manual else None,
            )
        if manual:
            raise self._fault(f"a cell graded by hand needs its answer between ### {BEGIN} and ### {END}")
        if check:
            return self._check(check[2])
        return self._meta("text", locked=True) if cell.kind == "markdown" else {}

    def refuse_unchecked(self) -> None:
        missing = [name for name in self._points if name not in self._checked]
        if missing:
            raise CourseFault(f'the lesson has no cell check("{missing[0]}"), where that question is checked')

    def _check(self, question: str) -> dict[str, Any]:
        if question not in self._points:
            raise self._fault(f"there is no question {question!r}; there are {', '.join(self._points)}")
        if question in self._checked:
            raise self._fault(f"question {question!r} has a check cell already")
        self._checked.add(question)
        points = self._points[question]
        worth = int(points) if points.denominator == 1 else float(points)
        return self._meta(re.sub(r"[^A-Za-z0-9_-]", "-", question), locked=True, points=worth or None)

    def _meta(
        self, wish: str, *, solution: bool = False, locked: bool = False, points: float | None = None
    ) -> dict[str, Any]:
        """Metadata of a cell; one with points is graded. The wished id gets a number where it is taken."""
        names = chain([wish], (f"{wish}-{number}" for number in count(2)))
        grade_id = next(name for name in names if name not in self._taken)
        self._taken.add(grade_id)
        return {
            "schema_version": 3,
            "grade_id": grade_id,
            "grade": points is not None,
            "solution": solution,
            "locked": locked,
            "task": False,
            **({} if points is None else {"points": points}),
        }

    def _manual_points(self, value: str) -> int:
        if not value.isdigit() or not int(value):
            raise self._fault(f"manual= takes a whole number of points above 0, not {value!r}")
        return int(value)

    def _first_line(self, cell: PercentCell) -> int:
        """The number of the cell's first line, which stands after that of the cell before."""
        first = cell.text.splitlines()[0]
        rest = enumerate(self._lines[self._line :], self._line + 1)
        return next((number for number, line in rest if first in (line, line.removeprefix("# "))), self._line)

    def _fault(self, message: str) -> CourseFault:
        return CourseFault(f"line {self._line}: {message}")


def _refuse_open(begun: int) -> None:
    if begun:
        raise CourseFault(f"line {begun}: this solution never ends; its cell has no ### {END} after it")


def grade_id(question: str) -> str:
    """The name of a question's check cell, as the lesson gives it."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in question)
