"""The lessons as students meet them: every cell runs, in the solution and in the untouched stub."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from shared import ROOT, released_copy, verdicts

from autograder.course.course import Course

COURSE = Course(ROOT)


def executed(name: str, tmp_path: Path, step: str) -> list[Any]:
    """The code cells of a notebook of `release/` or `solutions/` after a clean kernel ran them from top to bottom in a
    released folder."""
    folder = released_copy(tmp_path, name)
    book = nbformat.read(ROOT / step / name / f"{name}.ipynb", as_version=4)
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}, kernel_name="python3", timeout=60).execute()
    return [cell for cell in book.cells if cell.cell_type == "code"]


def said(cell: Any) -> str:
    """What a cell printed and showed, as plain text."""
    parts = [out.get("text", "") or out.get("data", {}).get("text/plain", "") for out in cell.outputs]
    return re.sub(r"\x1b\[[\d;]*m", "", "".join(parts))


def is_picture(cell: Any) -> bool:
    return str(cell.source).startswith("@picture")


def asks_for_a_guess(cell: Any) -> bool:
    return "\npredict(guess, " in cell.source


def drawn(cell: Any) -> bool:
    return any("image/png" in out.get("data", {}) for out in cell.outputs)


@pytest.mark.parametrize("name", COURSE.names)
def test_the_solution_runs_from_top_to_bottom_without_a_warning(name: str, tmp_path: Path) -> None:
    cells = executed(name, tmp_path, "solutions")
    assert [out for cell in cells for out in cell.outputs if out.get("name") == "stderr"] == []
    for cell in cells:
        if cell.source.startswith("check("):
            assert "✔" in said(cell) and not re.search("[✘○!]|note:", said(cell)), said(cell)
        assert drawn(cell) == is_picture(cell), cell.source
        if cell.source.startswith("@experiment"):
            assert said(cell) and "needs" not in said(cell), said(cell)


@pytest.mark.parametrize("name", COURSE.names)
def test_the_untouched_stub_runs_and_says_what_to_write(name: str, tmp_path: Path) -> None:
    cells = executed(name, tmp_path, "release")
    assert [out for cell in cells for out in cell.outputs if out.get("name") == "stderr"] == []
    unwritten = [number for number, cell in enumerate(cells) if "NotImplementedError" in cell.source]
    assert any(drawn(cell) for cell in cells[: unwritten[0]]), "no picture before the first question"
    for cell in cells:
        if cell.source.startswith("check("):
            assert "○" in said(cell) and "is not written yet" in said(cell), said(cell)
        elif is_picture(cell):
            assert said(cell).startswith("The picture needs ") != drawn(cell), cell.source
        elif asks_for_a_guess(cell):
            assert said(cell).startswith("○ Write your number"), cell.source


@pytest.mark.parametrize("name", COURSE.names)
def test_a_lesson_says_how_long_it_takes_works_an_example_shows_something_and_ends_with_a_quiz(name: str) -> None:
    text = (COURSE.folder(name) / f"{name}.py").read_text(encoding="utf-8")
    hours = tomllib.loads((COURSE.folder(name) / "assignment.toml").read_text(encoding="utf-8"))["hours"]
    least, most = (dict(zip("123", ("one", "two", "three"), strict=True))[digit] for digit in hours.split(" to "))
    assert f"{least.capitalize()} to {most} hours." in text
    assert "**By hand" in text and text.count("\n@picture\n") >= 2
    assert "\npredict(guess, " in text
    checks = re.findall(r'^check\("(.+)"\)$', text, re.MULTILINE)
    assert checks == [question.id for question in COURSE.assignment(name).with_practice.questions]
    assert checks[-1] == "quiz"


def solved(name: str) -> str:
    """A lesson with its solutions, as a student would have written them: without the marks around them."""
    text = (COURSE.folder(name) / f"{name}.py").read_text(encoding="utf-8")
    return re.sub(r"^.*### (BEGIN|END) SOLUTION.*\n", "", text, flags=re.MULTILINE)


def test_practice_is_in_no_grade(grade: Any) -> None:
    work = solved("hw3_neuron")
    for text in (work, work.replace("def quiz", "def other")):
        result = grade(text, "hw3_neuron")
        assert (result["score"], list(verdicts(result))) == (100, ["activation", "d_activation"])


def test_a_picture_costs_the_grader_nothing(grade: Any) -> None:
    work = solved("hw3_neuron")
    result = grade(f"{work}\n\n@picture\ndef mine():\n    raise SystemExit\n", "hw3_neuron")
    assert (result["score"], result["notes"]) == (100, [])
