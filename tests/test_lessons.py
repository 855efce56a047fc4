"""The lessons as students meet them: every cell runs, in the solution and in the untouched stub."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from conftest import ROOT
from nbclient import NotebookClient

from autograder import handout
from autograder.course import Course
from autograder.lesson import notebook, released_cells

COURSE = Course(ROOT)


def executed(name: str, folder: Path, stub: bool) -> list[Any]:
    """The code cells of a lesson after a clean kernel ran them from top to bottom in a released folder."""
    source, assignment = COURSE.folder(name), COURSE.assignment(name)
    text = (source / f"{name}.py").read_text(encoding="utf-8")
    wheel = folder.parent / "engine.whl"
    wheel.touch()
    folder.mkdir()
    handout.fill(folder, source, assignment, wheel, {})
    book = notebook(text, assignment)
    if stub:
        book.cells = [nbformat.from_dict(cell) for cell in released_cells(text, assignment)]  # type: ignore[no-untyped-call]
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}, kernel_name="python3", timeout=60).execute()
    return [cell for cell in book.cells if cell.cell_type == "code"]


def said(cell: Any) -> str:
    """What a cell printed and showed, as plain text."""
    parts = [out.get("text", "") or out.get("data", {}).get("text/plain", "") for out in cell.outputs]
    return re.sub(r"\x1b\[[\d;]*m", "", "".join(parts))
