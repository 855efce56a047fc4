"""Where in a submission something was written by hand: the cases that need no gradebook."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT

from autograder.course.course import Course
from autograder.course.derivation import Derivation, derivations
from autograder.course.submission_file import read

HW = "hw4_loss"
COURSE = Course(ROOT)
BY_HAND = [name for name in COURSE.names if COURSE.lesson(name).manual_points]


def released(name: str, suffix: str) -> Path:
    return ROOT / "release" / name / f"{name}{suffix}"


def book() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(released(HW, ".ipynb").read_text())
    for cell in made["cells"]:
        cell["source"] = "".join(cell["source"])
    return made


def found(made: object, path: Path = Path(f"{HW}.ipynb")) -> Derivation:
    data = made.encode() if isinstance(made, str) else json.dumps(made).encode()
    (only,) = derivations(read(path, data), COURSE.lesson(HW).released).values()
    return only


@pytest.mark.parametrize("suffix", [".ipynb", ".py"])
@pytest.mark.parametrize("name", BY_HAND)
def test_nothing_is_written_in_what_is_handed_out(name: str, suffix: str) -> None:
    lesson = COURSE.lesson(name)
    other = read(released(name, ".py" if suffix == ".ipynb" else ".ipynb"))
    work = replace(read(released(name, suffix)), beside=(other,))
    read_by_hand = derivations(work, lesson.released)
    assert read_by_hand and not any(each.waits for each in read_by_hand.values())


def test_blanks_and_line_ends_of_another_editor_are_nothing_written() -> None:
    assert not found(released(HW, ".py").read_text().replace("\n", "\r\n"), Path(f"{HW}.py")).waits
    made = book()
    for cell in made["cells"]:
        cell["source"] = cell["source"].replace("\n", "  \n") + "\n\n"
    assert not found(made).waits


def test_code_that_is_right_and_says_nothing_leaves_no_response() -> None:
    made = book()
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "answer-d_loss":
            cell["source"] = (
                "def d_loss(w, b, X, y):\n    z = X @ w + b if len(w) else b\n    return z, [x for x in z if x not in y]"
            )
    assert not found(made).waits


def test_words_in_code_without_a_comment_wait() -> None:
    made = book()
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "answer-d_loss":
            cell["source"] += "\nBy the chain rule it is 2 (z - y) x"
    assert "answer-d_loss" in found(made).note


def test_an_emptied_answer_waits() -> None:
    made = book()
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "answer":
            cell["source"] = " \n"
    assert found(made).waits and "is empty" in found(made).note


def test_a_twin_that_cannot_be_read_may_hold_the_answer() -> None:
    (only,) = derivations(
        replace(read(released(HW, ".py")), unread=(f"{HW}.ipynb",)), COURSE.lesson(HW).released
    ).values()
    assert only.waits and f"{HW}.ipynb could not be read" in only.note


def test_answers_that_differ_between_twins_are_both_there() -> None:
    text = released(HW, ".py").read_text().replace("# Your answer goes here.", "# The second answer.")
    made = book()
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "answer":
            cell["source"] = "The first answer."
    work = read(Path(f"{HW}.ipynb"), json.dumps(made).encode())
    twin = read(Path(f"{HW}.py"), text.encode())
    (only,) = derivations(replace(work, beside=(twin,)), COURSE.lesson(HW).released).values()
    assert only.cell is not None and only.cell.text == "The first answer."
    assert [piece.cell.text for piece in only.pieces] == ["The second answer."] and f"{HW}.py" in only.note


@pytest.mark.parametrize("text", ["#" * 100_000, "a " * 50_000, "a" + " " * 99_000, "\n#" * 40_000, "'" * 100_000])
def test_hostile_cells_take_no_time(text: str) -> None:
    made = book()
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in ("answer-d_loss", "text-4", "d_loss"):
            cell["source"] += text
    made["cells"] += [{"cell_type": "markdown", "source": text, "metadata": {}}] * 50
    assert len(found(made).note) < 2000
