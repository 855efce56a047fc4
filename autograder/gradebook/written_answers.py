"""Answers by hand in an autograded notebook: what a person reads, and what the feedback page shows again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from nbgrader.utils import is_grade, is_solution

from autograder.gradebook.rebuilt_notebook import is_written, note_of
from autograder.results.pages import WrittenText

UNTITLED = "Your answer"


@dataclass(frozen=True)
class WrittenCells:
    """One answer: the heading that it stands under, and its cells, with what was written elsewhere below them."""

    title: str
    texts: list[WrittenText] = field(default_factory=list)


def by_hand(nb: Any) -> dict[str, WrittenCells]:
    """grade_id -> the answer, in the notebook's order. What was written above the first one goes with it."""
    found: dict[str, WrittenCells] = {}
    early: list[WrittenText] = []
    heading = ""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and not is_solution(cell):
            heading = ([heading, *re.findall(r"^#+ +([^(\n]+)", cell.source, re.MULTILINE)])[-1].strip()
        if is_solution(cell) and is_grade(cell):
            answer = WrittenCells(heading or UNTITLED, early if not found else [])
            found[cell.metadata.nbgrader["grade_id"]] = answer
            if is_written(cell.metadata) or not note_of(cell.metadata):  # else it holds the note alone
                answer.texts.append(text_of(cell))
        elif is_written(cell.metadata):
            (next(reversed(found.values())).texts if found else early).append(text_of(cell))
    return found


def text_of(cell: Any) -> WrittenText:
    """A notebook's cell as pages show it."""
    return WrittenText(cell.source, cell.cell_type == "code", cell.get("attachments", {}))
