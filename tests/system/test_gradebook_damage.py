"""Damaged notebooks: nothing that a student hands in stops a class run, and what was repaired is said."""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from term import DERIVED, HW, RIGHT, Book, Term, answered, at_once, cell_of, from_json, grade_id

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("damage"),
]  # nbgrader's dependencies warn of each other

Damage = Callable[[Term, Book], object]


def duplicated(term: Term, book: Book) -> object:
    book["cells"] += [copy.deepcopy(cell_of(book, "loss")), copy.deepcopy(cell_of(book, "answer-loss"))]
    return book


def doubled_by_a_stub(term: Term, book: Book) -> object:
    book["cells"].append(cell_of(term.book(), "answer-loss"))
    return book


def without(*names: str) -> Damage:
    def damage(term: Term, book: Book) -> object:
        book["cells"] = [cell for cell in book["cells"] if grade_id(cell) not in names]
        return book

    return damage


def reordered(term: Term, book: Book) -> object:
    book["cells"].reverse()
    return book


def retyped(kind: str, *names: str) -> Damage:
    def damage(term: Term, book: Book) -> object:
        for name in names:
            cell = cell_of(book, name)
            cell["cell_type"] = kind
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
        return book

    return damage


def stripped(term: Term, book: Book) -> object:
    for cell in book["cells"]:
        cell["metadata"] = {}
    return book


def without_ids(term: Term, book: Book) -> object:
    for cell in book["cells"]:
        del cell["id"]
    return book | {"nbformat_minor": 4}


def of_format_3(term: Term, book: Book) -> object:
    cells = [{**cell, "input": cell["source"], "language": "python"} for cell in book["cells"]]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def own_cells(term: Term, book: Book) -> object:
    book["cells"].insert(3, {"cell_type": "code", "source": "1/0", "metadata": {}, "outputs": [{"bad": 1}], "id": "x"})
    book["cells"].insert(0, {"cell_type": "markdown", "source": "my notes", "metadata": {}, "id": "y"})
    return book


def tampered(term: Term, book: Book) -> object:
    forged = {"output_type": "execute_result", "data": {"text/plain": "1000.0"}, "metadata": {}, "execution_count": 1}
    cell = cell_of(book, "loss")
    cell["metadata"]["nbgrader"]["points"] = 1000
    cell.update(source="1000.0", outputs=[forged])
    return book


def of_another_schema(term: Term, book: Book) -> object:
    for cell in book["cells"]:
        if grade_id(cell):
            cell["metadata"]["nbgrader"]["schema_version"] = 99
    cell_of(book, "text")["metadata"]["nbgrader"] = "gone"
    book["cells"] += [None, 3, {"source": [1, None]}, {"cell_type": "code", "source": "s = '\ud800'"}]
    return book


def renamed(term: Term, book: Book) -> object:
    term.hand_in("renamed", book, "my work (final).ipynb")
    return None


def as_text(term: Term, book: Book) -> object:
    term.hand_in("as_text", RIGHT, f"{HW}.py")
    return None


def nothing(term: Term, book: Book) -> object:
    (term.root / "submitted/nothing" / HW).mkdir(parents=True)
    return None


def with_odd_files(term: Term, book: Book) -> object:
    folder = term.hand_in("with_odd_files", book)
    (folder / "nowhere").symlink_to("/nowhere")
    (folder / "staff.db").symlink_to(term.root / "gradebook.db")
    os.mkfifo(folder / "pipe")
    return None


def a_link(term: Term, book: Book) -> object:
    term.hand_in("a_link", "").joinpath("other.ipynb").symlink_to(term.hand_in("whole", book) / f"{HW}.ipynb")
    (term.root / "submitted/a_link" / HW / f"{HW}.ipynb").unlink()
    return None


UMLAUT = os.fsdecode(b"L\xf6sung")  # as an old system writes it, which is no UTF-8


def named_in_latin_1(term: Term, book: Book) -> object:
    term.hand_in("named_in_latin_1", book, f"{UMLAUT}.ipynb")
    return None


def broken_in_latin_1(term: Term, book: Book) -> object:
    term.hand_in("broken_in_latin_1", RIGHT, f"{UMLAUT}.py")
    term.hand_in("broken_in_latin_1", f"{RIGHT}\nx = 1\n", f"<img src=x onerror=alert(1)>{UMLAUT}.py")
    return None


def in_rot_13(term: Term, book: Book) -> object:
    term.hand_in("in_rot_13", f"# coding: rot_13\n{RIGHT}", f"{HW}.py")
    return None


def with_half_a_picture(term: Term, book: Book) -> object:
    cell_of(book, "answer")["attachments"] = {"\ud800.png": {"image/png": "aGVsbG8="}}
    return book


ALL, NONE = (20.0, 50.0, 30.0), (None, None, None)
TABLE: dict[str, tuple[Damage, tuple[float | None, ...], str]] = {
    "whole": (lambda term, book: book, ALL, ""),
    "duplicated": (duplicated, ALL, "more than once"),
    "doubled_by_a_stub": (doubled_by_a_stub, ALL, "more than once"),
    "check_deleted": (without("loss", "train"), ALL, "missing: loss, train"),
    "answer_deleted": (without("answer-loss"), (0.0, 0.0, 0.0), "missing: answer-loss"),
    "derivation_deleted": (without("answer"), ALL, "missing: answer"),
    "reordered": (reordered, ALL, "another order"),
    "answer_as_text": (retyped("markdown", "answer-loss"), ALL, "another kind"),
    "check_as_raw": (retyped("raw", "loss", "d_loss"), ALL, "another kind"),
    "stripped": (stripped, ALL, "without nbgrader's metadata"),
    "without_ids": (without_ids, ALL, ""),
    "of_format_3": (of_format_3, ALL, ""),
    "own_cells": (own_cells, ALL, "ZeroDivisionError"),
    "tampered": (tampered, ALL, "points that were changed"),
    "of_another_schema": (of_another_schema, ALL, ""),
    "renamed": (renamed, ALL, "which should be named"),
    "as_text": (as_text, ALL, ""),
    "with_bom": (lambda term, book: b"\xef\xbb\xbf" + json.dumps(book).encode(), ALL, ""),
    "with_odd_files": (with_odd_files, ALL, ""),
    "named_in_latin_1": (named_in_latin_1, ALL, "graded L?sung.ipynb"),
    "broken_in_latin_1": (broken_in_latin_1, NONE, "more than one file has answers"),
    "in_rot_13": (in_rot_13, NONE, "names rot_13"),
    "with_half_a_picture": (with_half_a_picture, ALL, ""),
    "of_empty_cells": (lambda term, book: book | {"cells": [{}] * 30_000}, NONE, "30,000 cells"),
    "a_link": (a_link, NONE, "other.ipynb (a link)"),
    "nothing": (nothing, NONE, "neither"),
    "no_json": (lambda term, book: "this is no notebook", NONE, "is not JSON"),
    "no_text": (lambda term, book: b"\xff\xfe\0\1", NONE, "is not JSON"),
    "half_written": (lambda term, book: json.dumps(book)[:4000], NONE, "it breaks off"),
    "no_cells": (lambda term, book: "[]", NONE, "has no cells"),
}


@pytest.fixture(scope="module")
def damaged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Term:
    """A class in which every notebook is broken in its own way, autograded once."""
    term = Term(Path(shutil.copytree(made, tmp_path_factory.mktemp("damaged") / "course")))
    for name, (damage, _, _) in TABLE.items():
        book = damage(term, answered(term.book()))
        if book is not None:
            term.hand_in(name, book)
    term.run("autograde", HW)
    return term


@pytest.mark.parametrize("name", TABLE)
def test_no_damage_is_fatal_and_what_was_repaired_is_said(damaged: Term, name: str) -> None:
    _, expected, says = TABLE[name]
    rows = damaged.rows(name)
    assert tuple(rows[name, question][0] for question in ("loss", "d_loss", "train")) == expected
    assert all(bool(row[2]) == (row[0] is None) for row in rows.values())
    assert rows[name, "answer"] == (None, None, 1)
    cells = damaged.graded(name)
    assert says in json.dumps([cell.get("outputs") for cell in cells])
    if expected is not NONE:
        result = damaged.result(name)
        assert damaged.scores(name) == from_json(result) | {"answer": None}
        assert says in "; ".join(result["notes"]) and result["isolation"] == "strict"
    if name not in ("as_text", "derivation_deleted", "nothing") and expected is not NONE:
        assert DERIVED in ["".join(cell["source"]) for cell in cells]


def test_a_student_s_own_cells_stay_where_they_were(damaged: Term) -> None:
    sources = ["".join(cell["source"]) for cell in damaged.graded("own_cells")]
    assert sources[0] == "my notes" and sources.index("1/0") < sources.index('check("loss")')


def test_nothing_is_copied_through_a_link(damaged: Term) -> None:
    names = {path.name for path in (damaged.root / "autograded/with_odd_files" / HW).iterdir()}
    assert f"{HW}.ipynb" in names and not names & {"nowhere", "staff.db", "pipe"}


def test_no_name_of_a_file_is_a_tag_in_the_formgrader(damaged: Term) -> None:
    (sentence,) = {
        "".join(cell["source"]) for cell in damaged.graded("broken_in_latin_1") if grade_id(cell) == "answer"
    }
    assert "onerror" in sentence and "<img" not in sentence


def test_a_second_autograde_changes_nothing(damaged: Term) -> None:
    before = damaged.rows(), {path: path.stat().st_mtime_ns for path in (damaged.root / "results").rglob("*.json")}
    damaged.run("autograde", HW)
    assert before == (
        damaged.rows(),
        {path: path.stat().st_mtime_ns for path in (damaged.root / "results").rglob("*.json")},
    )


def test_grading_the_class_at_once_writes_the_same_rows(damaged: Term, tmp_path: Path) -> None:
    """Same seed, results made anew in another folder."""
    other = Term(tmp_path)
    shutil.copy(damaged.root / "gradebook.db", tmp_path)
    other.forget_students()
    for _ in range(2):
        assert at_once(damaged.root, tmp_path / "results", other.db_url) == 1  # some could not be judged
        assert other.rows() == damaged.rows()
    assert other.comments() == damaged.comments()
