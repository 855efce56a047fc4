"""Derivations written by hand: nothing that was written is marked 0 by a program, wherever in the work it stands."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shared import SEED
from term import HW, RIGHT, Book, Term, at_once, cell_of, grade_id

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("derivations")]

WRITTEN = "The condition enters at the maximum, once for each sample."
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # a PNG
PHOTO = {"page 1.png": {"image/png": PIXEL}}
TWIN = f"{HW}.py"
Work = Callable[[Term, Book], None]


def coded(book: Book) -> Book:
    """Right code without a comment; the derivation is as handed out."""
    whole = f"import numpy as np\n{RIGHT}"
    for cell in book["cells"]:
        if grade_id(cell).startswith("answer-"):
            cell["source"], whole = "\n".join(line for line in whole.split("\n") if "#" not in line), "pass"
    return book


def below(book: Book, cell: dict[str, object]) -> None:
    """Add a cell below the answer."""
    place = book["cells"].index(cell_of(book, "answer")) + 1
    book["cells"].insert(place, {"metadata": {}, "id": "mine", **cell})


def twin(term: Term, answer: str = "", code: str = "") -> str:
    """The released text twin with an answer by hand, or with code in its first answer."""
    text = (term.root / "release" / HW / TWIN).read_text()
    if answer:
        assert text.count("# Your answer goes here.") == 1
        text = text.replace("# Your answer goes here.", f"# {answer}")
    return f"{text}\n# %%\n{code}" if code else text


def in_a_cell_below(term: Term, book: Book) -> None:
    below(book, {"cell_type": "markdown", "source": WRITTEN})


def far_away(term: Term, book: Book) -> None:
    book["cells"].append({"cell_type": "markdown", "source": WRITTEN, "metadata": {}, "id": "mine"})


def a_photo_below(term: Term, book: Book) -> None:
    source = "![page 1](attachment:page%201.png)"
    below(book, {"cell_type": "markdown", "source": source, "attachments": PHOTO})


def a_photo_below_that_nothing_shows(term: Term, book: Book) -> None:
    below(book, {"cell_type": "markdown", "source": "", "attachments": PHOTO})


def a_photo_in_the_untouched_cell(term: Term, book: Book) -> None:
    cell_of(book, "answer")["attachments"] = PHOTO


def in_the_task(term: Term, book: Book) -> None:
    cell_of(book, "text-4")["source"] += f"\n\n{WRITTEN}"


def in_comments_of_an_answer(term: Term, book: Book) -> None:
    cell_of(book, "answer-d_loss")["source"] += f"\n# {WRITTEN}"


def in_a_string_of_an_answer(term: Term, book: Book) -> None:
    cell_of(book, "answer-d_loss")["source"] += f'\n"""\n{WRITTEN}\n"""'


def in_a_check(term: Term, book: Book) -> None:
    cell_of(book, "d_loss")["source"] += f"\n# {WRITTEN}"


def in_a_code_cell_below(term: Term, book: Book) -> None:
    below(book, {"cell_type": "code", "source": WRITTEN, "outputs": [], "execution_count": None})


def in_a_raw_cell(term: Term, book: Book) -> None:
    below(book, {"cell_type": "raw", "source": WRITTEN})


def in_a_copy_of_the_cell(term: Term, book: Book) -> None:
    copy = json.loads(json.dumps(cell_of(book, "answer"))) | {"source": WRITTEN, "id": "copy"}
    book["cells"].insert(0, copy)


def beside_code_in_the_text(term: Term, book: Book) -> None:
    for cell in book["cells"]:
        cell["source"] = cell_of(term.book(), grade_id(cell))["source"] if grade_id(cell) else cell["source"]
    cell_of(book, "answer")["source"] = WRITTEN
    term.hand_in("beside_code_in_the_text", twin(term, code=RIGHT), TWIN)


def below_beside_code_in_the_text(term: Term, book: Book) -> None:
    for cell in book["cells"]:
        cell["source"] = cell_of(term.book(), grade_id(cell))["source"] if grade_id(cell) else cell["source"]
    below(book, {"cell_type": "markdown", "source": WRITTEN})
    term.hand_in("below_beside_code_in_the_text", twin(term, code=RIGHT), TWIN)


def in_the_text_beside_code(term: Term, book: Book) -> None:
    term.hand_in("in_the_text_beside_code", twin(term, answer=WRITTEN), TWIN)


def in_the_text_where_both_have_code(term: Term, book: Book) -> None:
    text = twin(term, answer=WRITTEN, code=RIGHT.replace("/ len(", "/ float(1) / len("))
    term.hand_in("in_the_text_where_both_have_code", text, TWIN)


#: How it is handed in -> what the note says of the place, and whether the text itself is shown there.
WAYS: dict[str, tuple[Work, str]] = {
    "in_a_cell_below": (in_a_cell_below, "an added text cell (cell N of hw4_loss.ipynb)"),
    "far_away": (far_away, "an added text cell (cell N of hw4_loss.ipynb)"),
    "a_photo_below": (a_photo_below, "an added text cell (cell N of hw4_loss.ipynb)"),
    "a_photo_below_that_nothing_shows": (
        a_photo_below_that_nothing_shows,
        "an added text cell (cell N of hw4_loss.ipynb)",
    ),
    "a_photo_in_the_untouched_cell": (a_photo_in_the_untouched_cell, ""),
    "in_the_task": (in_the_task, "the course's own text text-4 (cell N of hw4_loss.ipynb)"),
    "in_comments_of_an_answer": (
        in_comments_of_an_answer,
        "words in the code of answer-d_loss (cell N of hw4_loss.ipynb)",
    ),
    "in_a_string_of_an_answer": (
        in_a_string_of_an_answer,
        "words in the code of answer-d_loss (cell N of hw4_loss.ipynb)",
    ),
    "in_a_check": (in_a_check, "words in the code of d_loss (cell N of hw4_loss.ipynb)"),
    "in_a_code_cell_below": (in_a_code_cell_below, "an added code cell (cell N of hw4_loss.ipynb)"),
    "in_a_raw_cell": (in_a_raw_cell, "an added text cell (cell N of hw4_loss.ipynb)"),
    "in_a_copy_of_the_cell": (in_a_copy_of_the_cell, ""),
    "beside_code_in_the_text": (beside_code_in_the_text, f"taken from {HW}.ipynb"),
    "below_beside_code_in_the_text": (below_beside_code_in_the_text, "an added text cell (cell N of hw4_loss.ipynb)"),
    "in_the_text_beside_code": (in_the_text_beside_code, f"taken from {TWIN}"),
    "in_the_text_where_both_have_code": (in_the_text_where_both_have_code, f"taken from {TWIN}"),
}


@pytest.fixture(scope="module")
def handed_in(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Term:
    root = tmp_path_factory.mktemp("derivations") / "course"
    shutil.copytree(made, root)
    term = Term(root)
    for name, (work, _) in WAYS.items():
        book = coded(term.book())
        work(term, book)
        term.hand_in(name, book)
    term.hand_in("silent", coded(term.book()))
    term.hand_in("silent_twins", coded(term.book()))
    term.hand_in("silent_twins", twin(term), TWIN)
    term.hand_in("idle", term.book())
    term.hand_in("idle", twin(term), TWIN)
    term.run("autograde", HW)
    return term


@pytest.mark.parametrize("name", WAYS)
def test_what_was_written_waits_for_a_person_who_is_told_where_it_stands(handed_in: Term, name: str) -> None:
    place = WAYS[name][1]
    assert handed_in.rows(name)[name, "answer"] == (None, None, 1)
    assert handed_in.scores(name)["d_loss"] == 50.0
    (said,) = [comment for who, cell, comment in handed_in.comments() if (who, cell) == (name, "answer")]
    assert place in re.sub(r"cell \d+", "cell N", said or "") and bool(place) == bool(said)
    cells = handed_in.graded(name)
    shown = [cell for cell in cells if WRITTEN in "".join(cell["source"]) or cell.get("attachments")]
    assert shown
    for cell in shown:
        for picture in cell.get("attachments", {}):
            assert f"(attachment:{picture})" in "".join(cell["source"])
    answer = "".join(cell_of({"cells": cells}, "answer")["source"])
    assert "Your answer goes here" not in answer
    assert WRITTEN in answer or place in re.sub(r"cell \d+", "cell N", answer)


@pytest.mark.parametrize("name", ["silent", "silent_twins", "idle"])
def test_only_where_nothing_was_written_is_there_no_response(handed_in: Term, name: str) -> None:
    assert handed_in.rows(name)[name, "answer"] == (0.0, None, 0)
    assert (name, "answer", "No response.") in handed_in.comments()


def test_grading_the_class_at_once_decides_the_same(handed_in: Term, tmp_path: Path) -> None:
    other = Term(tmp_path)
    shutil.copy(handed_in.root / "gradebook.db", tmp_path)
    other.forget_students()
    assert at_once(handed_in.root, tmp_path / "results", other.db_url, seed=SEED) == 0
    assert other.rows() == handed_in.rows()
    assert other.comments() == handed_in.comments()


def test_a_derivation_is_on_the_feedback_page_wherever_it_was_written(handed_in: Term) -> None:
    for name in ("in_a_cell_below", "in_the_task", "beside_code_in_the_text", "in_a_code_cell_below"):
        assert WRITTEN in handed_in.page(name), name
    handed_in.page("a_photo_below")
    page = (handed_in.root / "feedback/a_photo_below" / HW / f"{HW}.html").read_text()
    assert f'src="data:image/png;base64,{PIXEL}"' in page and base64.b64decode(PIXEL)
    handed_in.page("silent")
    silent = (handed_in.root / "feedback/silent" / HW / f"{HW}.html").read_text()
    assert "img-src" in page and "img-src" not in silent and "<img" not in silent
