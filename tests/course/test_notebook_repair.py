"""Damaged notebooks: each handed-out cell is found again, nothing of the student's is lost, and it is said what was mended."""

from __future__ import annotations

import copy
import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from shared import ROOT

from autograder.core.model import BadInput
from autograder.course import notebook_repair, submission_file
from autograder.course.course import Course
from autograder.course.lesson import CODE_STUB
from autograder.course.student_folder import read_folder
from autograder.gradebook.rebuilt_notebook import ALL, CELL, CUT, MISSING, rebuilt, unreadable

HW = "hw4_loss"
Book = list[dict[str, Any]]
COURSE = Course(ROOT)
GIVEN = COURSE.lesson(HW).released


def released_cells() -> Book:
    """The released notebook's cells, as its JSON has them."""
    cells = copy.deepcopy(COURSE.lesson(HW).cells)
    return [{**cell, "source": given.text} for cell, given in zip(cells, GIVEN, strict=True)]


def answered() -> Book:
    """The released notebook with each stub replaced by an answer."""
    book = released_cells()
    for cell in book:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            code = cell["cell_type"] == "code"
            cell["source"] = cell["source"].replace(CODE_STUB, "return 1") if code else "By the chain rule."
    return book


def place(book: Book, name: str) -> int:
    return next(i for i, cell in enumerate(book) if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def work(tmp_path: Path, book: Any) -> submission_file.SubmissionFile:
    path = tmp_path / f"{HW}.ipynb"
    path.write_text(json.dumps(book if isinstance(book, dict) else {"nbformat": 4, "cells": book}))
    return submission_file.read(path)


def texts(made: Book) -> dict[str, str]:
    """Grade id -> text of a rebuilt notebook."""
    return {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in made if c["metadata"].get("nbgrader")}


def test_a_whole_notebook_is_left_as_it_is(tmp_path: Path) -> None:
    submitted = work(tmp_path, answered())
    mended, notes = notebook_repair.repaired(submitted, GIVEN)
    assert (mended, notes) == (submitted, ())
    assert [cell["source"] for cell in rebuilt(submitted, GIVEN)] == [cell["source"] for cell in answered()]


def duplicated(book: Book) -> Any:
    return [*book, copy.deepcopy(book[place(book, "loss")])]


def doubled_by_a_stub(book: Book) -> Any:
    stub = next(cell for cell in released_cells() if "def d_loss" in cell["source"])
    return [*book, stub]


def deleted(book: Book) -> Any:
    del book[place(book, "d_loss")], book[place(book, "text-2")]
    return book


def moved_to_an_own_cell(book: Book) -> Any:
    book[place(book, "answer-train")] |= {"metadata": {}, "id": "mine"}
    return book


def retyped(book: Book) -> Any:
    book[place(book, "answer-loss")]["cell_type"] = "markdown"
    book[place(book, "loss")]["cell_type"] = "raw"
    return book


def stripped(book: Book) -> Any:
    return [cell | {"metadata": {}} for cell in book]


def stripped_of_all(book: Book) -> Any:
    return [{"cell_type": cell["cell_type"], "source": cell["source"]} for cell in book]


def tampered(book: Book) -> Any:
    book[place(book, "loss")]["metadata"]["nbgrader"] |= {"points": 1000, "locked": False}
    book[place(book, "loss")]["source"] = "20.0"
    return book


def of_format_3(book: Book) -> Any:
    def old(cell: dict[str, Any]) -> dict[str, Any]:
        text = "input" if cell["cell_type"] == "code" else "source"
        return {"cell_type": cell["cell_type"], "metadata": cell["metadata"], text: [cell["source"]]}

    return {"nbformat": 3, "worksheets": [{"cells": [old(cell) for cell in book]}, None, {"cells": None}]}


def nonsense(book: Book) -> Any:
    junk = [7, None, {}, {"cell_type": 5, "source": 3, "metadata": []}, {"metadata": {"nbgrader": {"grade_id": [1]}}}]
    return [junk[0], *book, *junk, {"cell_type": "code", "source": ["x = '", 4, "\ud800'"], "id": "é!"}]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (duplicated, "cells that were there more than once; the one that counts: loss"),
        (doubled_by_a_stub, f"the one that counts: answer-d_loss (cell {place(answered(), 'answer-d_loss') + 1})"),
        (deleted, "cells that were missing: text-2, d_loss"),
        (moved_to_an_own_cell, "found again by content: answer-train"),
        (lambda book: book[::-1], "the cells were in another order"),
        (retyped, "another kind than handed out: answer-loss, loss"),
        (stripped, "without nbgrader's metadata, found again by content: text, text-2, text-3"),
        (stripped_of_all, "without nbgrader's metadata, found again by content: text, text-2, text-3"),
        (tampered, "points that were changed in the notebook: loss"),
        (of_format_3, ""),
        (nonsense, ""),
    ],
)
def test_every_answer_survives_and_the_repair_is_said(tmp_path: Path, damage: Callable[[Book], Any], says: str) -> None:
    submitted = work(tmp_path, damage(answered()))
    mended, notes = notebook_repair.repaired(submitted, GIVEN)
    assert says in "; ".join(notes) and bool(says) == bool(notes)
    assert mended.text.count("return 1") == 4 and CODE_STUB not in mended.text  # three questions and the quiz
    made = rebuilt(submitted, GIVEN)
    assert list(texts(made)) == [cell.grade_id for cell in GIVEN if cell.grade_id]
    assert list(texts(answered()).values()) == list(texts(made).values())
    assert len({cell["id"] for cell in made}) == len(made)
    json.dumps(made, ensure_ascii=False).encode()


def test_own_cells_stay_between_and_a_second_definition_counts_as_in_python(tmp_path: Path) -> None:
    book = answered()
    book.insert(place(book, "loss"), {"cell_type": "code", "source": "helper = 1", "metadata": {}})
    book.append({"cell_type": "code", "source": "def loss(w, b, X, y):\n    return 2", "metadata": {}})
    submitted = work(tmp_path, book)
    made = [cell["source"] for cell in rebuilt(submitted, GIVEN)]
    assert made[made.index("helper = 1") + 1] == 'check("loss")'
    assert notebook_repair.repaired(submitted, GIVEN)[0].cells[-1][1].endswith("return 2")


def test_a_lost_derivation_is_no_untouched_one(tmp_path: Path) -> None:
    book = answered()
    del book[place(book, "answer")]
    assert "was not in" in texts(rebuilt(work(tmp_path, book), GIVEN))["answer"]


def test_a_pasted_picture_stays_with_the_derivation(tmp_path: Path) -> None:
    book = answered()
    book[place(book, "answer")]["attachments"] = {"page.png": {"image/png": "aGVsbG8="}}
    book[place(book, "text")]["attachments"] = {"page.png": 3}
    made = rebuilt(work(tmp_path, book), GIVEN)
    assert made[place(made, "answer")]["attachments"] == {"page.png": {"image/png": "aGVsbG8="}}
    assert "attachments" not in made[place(made, "text")]


def test_a_foreign_notebook_is_graded_for_what_it_defines(tmp_path: Path) -> None:
    book = [{"cell_type": "code", "source": "def loss(w, b, X, y):\n    return 1\ndef train():\n    pass"}]
    submitted = work(tmp_path, book)
    mended, notes = notebook_repair.repaired(submitted, GIVEN)
    assert mended.cells == submitted.cells and "none of the cells that were handed out" in notes[0]
    assert texts(rebuilt(submitted, GIVEN))["answer-train"] == f"# {MISSING}"


def test_old_attempts_kept_as_text_are_not_run(tmp_path: Path) -> None:
    book = [*answered(), {"cell_type": "markdown", "source": "def loss(w, b, X, y):\n    return 9", "metadata": {}}]
    assert "return 9" not in notebook_repair.repaired(work(tmp_path, book), GIVEN)[0].text


def as_text(name: str, text: str) -> Book:
    """The notebook with one answer as a text cell that nothing but its content tells from prose."""
    book = answered()
    book[place(book, name)] = {"cell_type": "markdown", "source": text, "metadata": {}}
    return book


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("def loss(w, b, X, y):\n    return 7", True),
        ("# mine\n\nimport numpy as np\n\ndef loss(w, b, X, y):\n    return 7", True),
        ("eps = 1\ndef loss(w, b, X, y):\n    return 7", True),
        ("My idea was:\n\ndef loss(w, b, X, y):\n    return 7", False),
        ("```python\ndef loss(w, b, X, y):\n    return 7\n```", False),
        ("# mine\n```\ndef loss(w, b, X, y):\n    return 7\n```", False),
    ],
)
def test_an_answer_in_a_text_cell_is_code_where_it_begins_as_code(tmp_path: Path, text: str, code: bool) -> None:
    assert ("return 7" in notebook_repair.repaired(work(tmp_path, as_text("answer-loss", text)), GIVEN)[0].text) == code


@pytest.mark.parametrize(
    "text",
    [
        "def loss(w):\n pass\n" + "0\n" * 4_000_000,
        "def loss(w):\n pass\n" + "(" * 3_000_000,
        "def loss(w):\n pass\n" + "".join(f"def a{i}(): pass\n" for i in range(400_000)),
        "\n" * 4_000_000 + "def loss(w): pass",
        "# x\n" * 2_000_000 + "def loss(w): pass",
    ],
    ids=["statements", "nesting", "names", "empty lines", "comments"],
)
def test_a_giant_text_cell_costs_the_judge_neither_time_nor_memory(tmp_path: Path, text: str) -> None:
    submitted = work(tmp_path, as_text("answer-loss", text))
    tracemalloc.start()
    began = time.monotonic()
    assert len(notebook_repair.repaired(submitted, GIVEN)[0].text) < 10_000
    assert len(rebuilt(submitted, GIVEN)) >= len(answered())
    assert time.monotonic() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_what_becomes_code_again_is_held_to_the_same_length(tmp_path: Path) -> None:
    book = answered()
    book[place(book, "answer-loss")] |= {"cell_type": "markdown", "source": "0\n" * 1_000_001}
    with pytest.raises(BadInput, match="more than a person writes"):
        notebook_repair.repaired(work(tmp_path, book), GIVEN)


def test_as_many_cells_as_are_read_are_matched_and_rebuilt_in_seconds(tmp_path: Path) -> None:
    own = [{"cell_type": "code", "source": f"x = {n}\n", "metadata": {}} for n in range(19_000)]
    submitted = work(tmp_path, [*answered(), *own])
    began = time.monotonic()
    notebook_repair.repaired(submitted, GIVEN)
    assert len(rebuilt(submitted, GIVEN)) > 19_000
    assert time.monotonic() - began < 5


def test_a_picture_that_cannot_be_written_again_is_left_out(tmp_path: Path) -> None:
    book = answered()
    book[place(book, "answer")]["attachments"] = {"page\ud800.png": {"image/png": "aGVsbG8="}}
    json.dumps(rebuilt(work(tmp_path, book), GIVEN), ensure_ascii=False).encode()


def test_a_text_twin_is_rebuilt_into_the_notebook(tmp_path: Path) -> None:
    path = tmp_path / f"{HW}.py"
    path.write_text(COURSE.lesson(HW).text)
    submitted = submission_file.read(path)
    made = texts(rebuilt(submitted, GIVEN))
    assert "np.mean(residual**2)" in made["answer-loss"] and "The condition enters" in made["answer"]
    assert notebook_repair.repaired(submitted, GIVEN) == (submitted, ())


def untouched() -> Book:
    """The notebook with right code and no derivation."""
    book = answered()
    book[place(book, "answer")]["source"] = GIVEN[place(book, "answer")].text
    return book


def in_a_new_cell(book: Book) -> None:
    book.insert(place(book, "answer") + 1, {"cell_type": "markdown", "source": "For one sample ...", "metadata": {}})


def above_its_cell(book: Book) -> None:
    book.insert(place(book, "answer"), {"cell_type": "code", "source": "# For one sample ...", "metadata": {}})


def in_the_task(book: Book) -> None:
    book[place(book, "answer") - 1]["source"] += "\n\nFor one sample ..."


def as_a_photo(book: Book) -> None:
    photo = {"page.png": {"image/png": "aGVsbG8="}}
    book.insert(place(book, "answer") + 1, {"cell_type": "markdown", "source": "![For one sample ...](attachment:page.png)", "metadata": {}, "attachments": photo})  # fmt: skip


@pytest.mark.parametrize("where", [in_a_new_cell, above_its_cell, in_the_task, as_a_photo])
def test_a_derivation_next_to_its_cell_waits_for_a_person_who_finds_it(
    tmp_path: Path, where: Callable[[Book], None]
) -> None:
    book = untouched()
    assert texts(rebuilt(work(tmp_path, book), GIVEN))["answer"] == GIVEN[place(book, "answer")].text
    where(book)
    made = rebuilt(work(tmp_path, book), GIVEN)
    assert "something is written here" in texts(made)["answer"]
    assert sum("For one sample ..." in cell["source"] for cell in made) == 1


def test_a_derivation_counts_in_whichever_twin_it_is(tmp_path: Path) -> None:
    lesson = COURSE.lesson(HW)
    written = released_cells()  # code in the text, the derivation in the notebook
    written[place(written, "answer")]["source"] = "For one sample ..."
    work(tmp_path, written)
    (tmp_path / f"{HW}.py").write_text(lesson.stub.replace(CODE_STUB, "return 1", 1))
    found, _ = read_folder(tmp_path, HW, lesson.fingerprint, ["loss"])
    assert found.path.suffix == ".py"
    assert texts(rebuilt(found, GIVEN))["answer"] == "For one sample ..."


def test_what_cannot_be_read_says_so_in_place_of_every_answer() -> None:
    made = texts(unreadable(GIVEN, "it is not JSON"))
    assert made["answer-loss"] == "# it is not JSON" and made["answer"] == "it is not JSON"
    assert made["loss"] == 'check("loss")'


def test_a_sentence_with_the_names_of_files_runs_nothing_in_the_browser_of_staff() -> None:
    made = texts(
        unreadable(GIVEN, "there is <img src=x onerror=alert(1)>.py, [x](javascript:alert(1)).py, \udcf6\x1b[2J")
    )
    assert "<img" not in made["answer"] and "](javascript" not in made["answer"]
    assert "\x1b" not in made["answer"] + made["answer-loss"]
    json.dumps(made, ensure_ascii=False).encode()


def page_of(cells: Book) -> str:
    """The notebook's texts as nbgrader's pages show them."""
    texts = [copy.deepcopy(cell) for cell in cells if cell["cell_type"] == "markdown"]
    book = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": texts})
    return str(HTMLExporter(template_name="basic").from_notebook_node(book)[0])


@pytest.mark.parametrize(
    "attachments",
    [{}, {"other.png": {"image/png": "aGVsbG8="}}, {"page.png": {}}, {"page.png": 3}],
    ids=["none", "another", "an empty one", "no picture"],
)
def test_a_picture_that_is_not_there_costs_a_link_and_not_the_page(tmp_path: Path, attachments: Any) -> None:
    book = answered()
    book[place(book, "answer")] |= {"source": "By hand: ![it](attachment:page.png)", "attachments": attachments}
    assert "By hand: " in page_of(rebuilt(work(tmp_path, book), GIVEN))


@pytest.mark.parametrize("link", ["Foto%20vom%203.%20März.png", "Foto%20vom%203.%20M%C3%A4rz.png"])
def test_a_picture_is_shown_whatever_it_is_called(tmp_path: Path, link: str) -> None:
    book = answered()
    book[place(book, "answer")] |= {
        "source": f"![by hand](attachment:{link})",
        "attachments": {"Foto vom 3. März.png": {"image/png": "aGVsbG8="}},
    }
    assert "data:image/png;base64,aGVsbG8=" in page_of(rebuilt(work(tmp_path, book), GIVEN))


def test_texts_that_nobody_wrote_by_hand_are_cut(tmp_path: Path) -> None:
    own = [{"cell_type": "markdown", "source": "w" * 1_000_000, "metadata": {}} for _ in range(20)]
    made = rebuilt(work(tmp_path, [*answered(), *own]), GIVEN)
    cut = [cell["source"] for cell in made if cell["source"].endswith(CUT)]
    assert len(cut) == 20 and sum(map(len, cut)) < ALL + 20 * len(CUT) + 1
    assert cut[0] == "w" * CELL + CUT
