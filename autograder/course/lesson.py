"""A lesson: what students get of it, and the notebook that nbgrader releases.

A lesson is one percent-format text with its solutions between `### BEGIN SOLUTION` and `### END SOLUTION`.
`Lesson` is parsed once; faults name the line. The names of its cells are decided here alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any, cast

from autograder.core.model import Assignment, CourseFault
from autograder.course.notebook_repair import NotebookCell, notebook_cells
from autograder.course.percent import PercentCell, percent_cells
from autograder.course.submission_file import fingerprint

if TYPE_CHECKING:
    from nbformat import NotebookNode

BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
CODE_STUB = 'raise NotImplementedError("your code goes here")'
TEXT_STUB = "Your answer goes here."
_FOLDED = {"jupyter": {"source_hidden": True}}  # a picture comes first; a click shows how it was drawn
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
    # The twin stays bare: jupytext keeps what nbgrader needs in the notebook and off the text.
    "jupytext": {"formats": "ipynb,py:percent", "cell_metadata_filter": "-all", "notebook_metadata_filter": "-all"},
}


@dataclass(frozen=True)
class Lesson:
    """One assignment's lesson, parsed.

    stub: the text as students get it, with a stub in place of each solution.
    fingerprint: that of the untouched stub's code, equal for the notebook and its text twin.
    solved_fingerprint: that of the code with its solutions.
    cells: the notebook's cells with solutions, as JSON has them, with nbgrader's metadata.
    released: the same cells with stubs, as they are handed out.
    manual_points: what a person can give for answers in the lesson, on top of the questions' points.
    check_cells: question id -> the grade_id of the cell that checks it.
    """

    text: str
    stub: str
    fingerprint: str
    solved_fingerprint: str
    cells: Sequence[Mapping[str, Any]]
    released: tuple[NotebookCell, ...]
    manual_points: int
    check_cells: Mapping[str, str]

    @classmethod
    def parse(cls, text: str, assignment: Assignment) -> Lesson:
        """Read a lesson. `CourseFault` names the line where a solution's region is not whole, or where cells and
        questions do not match."""
        stub = _stub_text(text)
        roles = _Roles(text, assignment)
        whole, stubs = percent_cells(text), percent_cells(stub)
        cells = [_cell(assignment.id, index, cell, roles.of(cell)) for index, cell in enumerate(whole)]
        roles.refuse_unchecked()
        released = [made | {"source": cell.text} for made, cell in zip(cells, stubs, strict=True)]
        return cls(
            text,
            stub,
            fingerprint(cell.text for cell in stubs if cell.kind == "code"),
            fingerprint(cell.text for cell in whole if cell.kind == "code"),
            cells,
            tuple(notebook_cells(released)),
            roles.manual_points,
            roles.check_cells,
        )

    def notebook(self) -> NotebookNode:
        """The lesson as a notebook with nbgrader's cell metadata (schema 3), solutions included.

        Points come from the assignment alone. Explanations are locked, so that what was asked stays as it was asked;
        code that is neither answer nor check (imports, pictures) is the student's to change. Ids depend on places and
        names, never on texts: a corrected word changes none.
        """
        import nbformat  # of the course's extra: the judge, which strips solutions too, does without it

        whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": self.cells}
        return cast("NotebookNode", nbformat.from_dict(whole))  # type: ignore[no-untyped-call]


def _stub_text(text: str) -> str:
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


def _cell(assignment: str, index: int, cell: PercentCell, role: Mapping[str, Any]) -> dict[str, Any]:
    """A cell of the notebook as its JSON has it."""
    made: dict[str, Any] = {
        "id": hashlib.sha1(f"{assignment}:{index}".encode()).hexdigest()[:12],
        "cell_type": cell.kind,
        "metadata": {"nbgrader": role} if role else _FOLDED if cell.text.startswith("@picture") else {},
        "source": cell.text,
    }
    return made if cell.kind == "markdown" else made | {"execution_count": None, "outputs": []}


def _ascii_name(name: str) -> str:
    """A question's or a function's name in the characters that nbgrader allows in a grade_id: A-Z, a-z, 0-9, _ and -.

    Different names stay different. A dot becomes a dash, which Python's names do not have; what is not ASCII becomes
    Punycode, marked by `xn--` as in domain names.
    """
    dashed = name.replace(".", "-")
    return dashed if dashed.isascii() else "xn--" + dashed.encode("punycode").decode()


class _Roles:
    """What each cell of one lesson is to nbgrader. Ask for the cells in their order."""

    def __init__(self, text: str, assignment: Assignment) -> None:
        self._lines = text.splitlines()
        self._line = 0
        self._points = {question.id: question.points for question in assignment.with_practice.questions}
        self.check_cells = {question: _ascii_name(question) for question in self._points}
        self.manual_points = 0
        self._checked: set[str] = set()
        self._taken = set(self.check_cells.values())  # no other cell gets a question's name

    def of(self, cell: PercentCell) -> dict[str, Any]:
        """nbgrader's metadata of a cell; empty for code that is the student's own."""
        self._line = self._first_line(cell)
        check = re.fullmatch(r"""check\((["'])(.+?)\1\)""", cell.text.strip()) if cell.kind == "code" else None
        manual = re.search(r"\bmanual=(\S*)", cell.marker)
        if BEGIN in cell.text:
            if cell.kind == "markdown" and not manual:
                raise self._fault("a solution in a text cell is graded by hand; say so: # %% [markdown] manual=10")
            name = re.search(r"^(?:def|class)\s+(\w+)", cell.text, re.MULTILINE)
            return _meta(
                self._free(f"answer-{_ascii_name(name[1])}" if name else "answer"),
                solution=True,
                points=self._manual_points(manual[1]) if manual else None,
            )
        if manual:
            raise self._fault(f"a cell graded by hand needs its answer between ### {BEGIN} and ### {END}")
        if check:
            return self._check(check[2])
        return _meta(self._free("text"), locked=True) if cell.kind == "markdown" else {}

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
        return _meta(self.check_cells[question], locked=True, points=worth or None)

    def _free(self, wish: str) -> str:
        """The wished grade_id, with a number where it is taken."""
        names = chain([wish], (f"{wish}-{number}" for number in count(2)))
        name = next(name for name in names if name not in self._taken)
        self._taken.add(name)
        return name

    def _manual_points(self, value: str) -> int:
        if not value.isdigit() or not int(value):
            raise self._fault(f"manual= takes a whole number of points above 0, not {value!r}")
        self.manual_points += int(value)
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


def _meta(
    grade_id: str, *, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    """nbgrader's metadata of a cell; one with points is graded."""
    return {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": locked,
        "task": False,
        **({} if points is None else {"points": points}),
    }
