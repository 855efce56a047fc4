"""An instructor's term with nbgrader's own commands: marked by the isolated judge, whatever was handed in."""

from __future__ import annotations

import contextlib
import copy
import html
import io
import json
import logging
import os
import re
import shutil
import sqlite3
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SEED

from autograder import cli, release
from autograder.course import Course
from autograder.gradebook import remarks
from autograder.report import points

HW = "hw4_loss"
RIGHT = (ROOT / f"assignments/{HW}/submissions/accepted/loops.py").read_text()
WRONG = (ROOT / f"assignments/{HW}/submissions/wrong/no_mask.py").read_text()
DERIVED = "By the chain rule, per sample."
Book = dict[str, Any]


def nbgrader(folder: Path, *arguments: str) -> tuple[int, str]:
    """One of nbgrader's commands, typed in a folder: its exit code and its log."""
    with contextlib.chdir(folder), warnings.catch_warnings(action="ignore"):
        from jupyter_core.application import NoStart
        from nbgrader.apps.nbgraderapp import NbGraderApp

        before, said, code = os.environ.copy(), io.StringIO(), 0
        app = NbGraderApp.instance()
        try:
            app.initialize(list(arguments))
            app.init_logging(logging.StreamHandler, [said], color=False, subapps=True)
            app.start()
        except NoStart:
            pass
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            app.reset()
            NbGraderApp.clear_instance()
            os.environ.clear()
            os.environ.update(before)
        return code, said.getvalue()


class Term:
    """A course in a folder of its own, with what tests look at."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *arguments: str) -> str:
        code, said = nbgrader(self.root, *arguments)
        assert code == 0, said
        return said

    def book(self) -> Book:
        """The released notebook."""
        book: Book = json.loads((self.root / "release" / HW / f"{HW}.ipynb").read_text())
        for cell in book["cells"]:
            cell["source"] = "".join(cell["source"])
        return book

    def hand_in(self, student: str, book: object, name: str = f"{HW}.ipynb") -> Path:
        folder = self.root / "submitted" / student / HW
        folder.mkdir(parents=True, exist_ok=True)
        data = book if isinstance(book, bytes) else (book if isinstance(book, str) else json.dumps(book)).encode()
        (folder / name).write_bytes(data)
        return folder

    def rows(self, student: str | None = None) -> dict[tuple[str, str], tuple[Any, ...]]:
        """(student, cell) -> auto score, manual score, whether it waits for a person."""
        with contextlib.closing(sqlite3.connect(self.root / "gradebook.db")) as db:
            found = db.execute(
                "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade from grade g "
                "join base_cell b on b.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id "
                "join submitted_assignment s on s.id = n.assignment_id"
            )
            return {(who, cell): tuple(rest) for who, cell, *rest in found if student in (None, who)}

    def scores(self, student: str) -> dict[str, Any]:
        return {cell: row[0] for (_, cell), row in self.rows(student).items()}

    def result(self, student: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((self.root / "results" / student / f"{HW}.json").read_text())
        return data

    def graded(self, student: str) -> list[dict[str, Any]]:
        """The cells of the autograded notebook."""
        book: Book = json.loads((self.root / "autograded" / student / HW / f"{HW}.ipynb").read_text())
        return list(book["cells"])

    def give(self, student: str, cell: str, points: float) -> None:
        """Grade a cell by hand, as the formgrader does."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as book:
            grade = book.find_grade(cell, HW, HW, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            book.db.commit()

    def comment(self, student: str, cell: str, text: str) -> None:
        """Comment on an answer, as the formgrader does."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as book:
            book.find_comment(cell, HW, HW, student).manual_comment = text
            book.db.commit()

    def page(self, student: str) -> str:
        """The student's feedback page as a person reads it: without tags, every run of blanks as one."""
        self.run("generate_feedback", HW, f"--student={student}", "--force")
        page = (self.root / "feedback" / student / HW / f"{HW}.html").read_text()
        return " ".join(html.unescape(re.sub(r"<style>.*</style>|<[^>]*>", " ", page, flags=re.DOTALL)).split())


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that was released and is known to its gradebook; tests work on copies."""
    root = tmp_path_factory.mktemp("term") / "course"
    shutil.copytree(ROOT / "assignments" / HW, root / "assignments" / HW, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (ROOT / "nbgrader_config.py").read_text()
    exchange = root.parent / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    more = f'\nc.Judge.seed = {SEED}\nc.Exchange.root = "{exchange}"\nc.Exchange.cache = "{root.parent / "cache"}"\n'
    (root / "nbgrader_config.py").write_text(settings + more)
    scratch = tmp_path_factory.mktemp("scratch")
    release.generate(Course(root), [HW], scratch)
    release.publish(Course(root), [HW], scratch, strangers=True)
    before = {path: path.read_bytes() for path in (root / "release").rglob("*") if path.is_file()}
    Term(root).run("generate_assignment", HW, "--force")
    assert {path: path.read_bytes() for path in (root / "release").rglob("*") if path.is_file()} == before
    return root


@pytest.fixture
def term(made: Path, tmp_path: Path) -> Term:
    """A fresh copy of that course."""
    return Term(Path(shutil.copytree(made, tmp_path / "course")))


def answered(book: Book, text: str = RIGHT) -> Book:
    """A notebook with a whole submission in its first answer, and the other stubs taken out."""
    book = copy.deepcopy(book)
    for cell in book["cells"]:
        name = grade_id(cell)
        if name.startswith("answer-"):
            cell["source"] = f"import numpy as np\n{text}" if name == "answer-loss" else "# see above"
        elif name == "answer":
            cell["source"] = DERIVED
    return book


def grade_id(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def cell_of(book: Book, name: str) -> dict[str, Any]:
    return next(cell for cell in book["cells"] if grade_id(cell) == name)


# The whole cycle.


def test_a_term_with_nbgrader_s_own_commands(term: Term, tmp_path: Path) -> None:
    term.run("release_assignment", HW)
    student = tmp_path / "student"
    student.mkdir()
    shutil.copy(term.root / "nbgrader_config.py", student / "nbgrader_config.py")
    (student / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'matcalc'\n"
        + "\n".join(line for line in (term.root / "nbgrader_config.py").read_text().splitlines() if "Exchange" in line)
    )
    home = Term(student)
    home.run("fetch_assignment", HW)
    path = student / HW / f"{HW}.ipynb"
    path.write_text(json.dumps(answered(json.loads(path.read_text()), WRONG)))
    home.run("submit", HW)
    term.run("collect", HW)
    (who,) = [path.name for path in (term.root / "submitted").iterdir()]

    archive = term.root / "downloaded" / HW / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "lms.zip", "w") as packed:
        packed.writestr(f"term_ada_attempt_2026-01-30-15-30-10_{HW}.ipynb", json.dumps(answered(term.book())))
    term.run("zip_collect", HW)
    assert sorted(path.name for path in (term.root / "submitted").iterdir()) == sorted([who, "ada"])

    term.run("autograde", HW)
    assert term.scores("ada") == {"loss": 20.0, "d_loss": 50.0, "train": 30.0, "answer": None}
    assert term.scores(who) == from_json(term.result(who)) | {"answer": None}
    term.give("ada", "answer", 8.5)
    term.run("generate_feedback", HW)
    page = (term.root / "feedback" / who / HW / f"{HW}.html").read_text()
    assert "Wrong value" in page and "Expected" in page
    term.run("release_feedback", HW, f"--student={who}")  # nbgrader has nowhere to put that of an LMS's
    home.run("fetch_feedback", HW)
    assert list((student / HW / "feedback").rglob("*.html"))
    term.run("export")
    lines = (term.root / "grades.csv").read_text().splitlines()
    head = lines[0].split(",")
    row = next(dict(zip(head, line.split(","), strict=True)) for line in lines if ",ada," in line)
    assert (float(row["score"]), float(row["max_score"])) == (108.5, 110.0)


def from_json(result: dict[str, Any]) -> dict[str, float | None]:
    return {question["id"]: question["score"] for question in result["questions"]}


# Damage.

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
    "a_link": (a_link, NONE, "is a link"),
    "nothing": (nothing, NONE, "neither"),
    "no_json": (lambda term, book: "this is no notebook", NONE, "is not JSON"),
    "no_text": (lambda term, book: b"\xff\xfe\0\1", NONE, "is not UTF-8"),
    "half_written": (lambda term, book: json.dumps(book)[:4000], NONE, "is not JSON"),
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


def test_a_second_autograde_changes_nothing(damaged: Term) -> None:
    before = damaged.rows(), {path: path.stat().st_mtime_ns for path in (damaged.root / "results").rglob("*.json")}
    damaged.run("autograde", HW)
    assert before == (
        damaged.rows(),
        {path: path.stat().st_mtime_ns for path in (damaged.root / "results").rglob("*.json")},
    )


def test_grading_the_class_at_once_writes_the_same_rows(damaged: Term, tmp_path: Path) -> None:
    """Same seed, results made anew in another folder."""
    from nbgrader.api import Gradebook

    other = Term(tmp_path)
    shutil.copy(damaged.root / "gradebook.db", tmp_path)
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url) as book:
        for student in list(book.students):
            book.remove_student(student.id)
    for _ in range(2):
        assert at_once(damaged.root, tmp_path / "results", url) == 1  # some could not be judged
        assert other.rows() == damaged.rows()
    assert comments(tmp_path) == comments(damaged.root)


def at_once(root: Path, out: Path, *url: str) -> int:
    with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()):
        return cli.main(
            ["grade", "submitted", "--out", str(out), "--seed", str(SEED), "--jobs", "2", "--gradebook", *url]
        )


def comments(root: Path) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as db:
        return db.execute(
            "select s.student_id, b.name, c.auto_comment from comment c join base_cell b on b.id = c.cell_id "
            "join submitted_notebook n on n.id = c.notebook_id "
            "join submitted_assignment s on s.id = n.assignment_id order by 1, 2"
        ).fetchall()


# What people and the course do to scores.


@pytest.mark.parametrize("way", ["nbgrader", "at once"])
def test_manual_scores_stay_and_late_work_pays(term: Term, way: str) -> None:
    with (term.root / "nbgrader_config.py").open("a") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    term.run("db", "assignment", "add", HW, "--duedate", "2026-01-01 12:00 UTC")
    for student, day in (("early", "2025-12-31"), ("late", "2026-01-02")):
        folder = term.hand_in(student, answered(term.book(), WRONG))
        (folder / "timestamp.txt").write_text(f"{day} 12:00:00 UTC")

    def mark(*again: str) -> None:
        if way == "nbgrader":
            term.run("autograde", HW, *again)
        else:
            shutil.rmtree(term.root / "results", ignore_errors=True)
            assert at_once(term.root, term.root / "results") == 0

    mark()
    assert term.rows("late")["late", "answer"] == (None, None, 1)
    term.give("early", "answer", 7.0)
    term.give("early", "d_loss", 33.25)
    mark("--force")
    auto = from_json(term.result("early"))["d_loss"]
    assert term.rows("early")["early", "d_loss"] == (auto, 33.25, 1)  # nbgrader's rule: look again
    assert term.rows("early")["early", "answer"] == (None, 7.0, 1)
    with contextlib.closing(sqlite3.connect(term.root / "gradebook.db")) as db:
        found = dict(
            db.execute(
                "select s.student_id, n.late_submission_penalty from submitted_notebook n "
                "join submitted_assignment s on s.id = n.assignment_id"
            ).fetchall()
        )
    assert found == {"early": None, "late": term.result("late")["score"]}


def test_an_untouched_derivation_is_no_response(term: Term) -> None:
    term.hand_in("idle", term.book())
    term.run("autograde", HW)
    assert term.rows("idle")["idle", "answer"] == (0.0, None, 0)
    assert comments(term.root) == [("idle", name, "No response.") for name in sorted(
        ("answer", "answer-loss", "answer-d_loss", "answer-train")
    )]  # fmt: skip


def test_the_course_s_fault_is_neither_a_mark_nor_a_zero(term: Term) -> None:
    checks = term.root / "assignments" / HW / "test_hidden.py"
    checks.write_text(
        checks.read_text()
        + '\n\n@question("train")\ndef test_that_stumbles(submission, cases):\n    """Private words."""\n'
        "    for inputs in cases(mixed, dict(N=3, n=2)):\n"
        "        w, b, losses = submission.train(*inputs)\n"
        "        agree(w, w)\n        1 / int(w[0] != 12345)\n"
    )
    term.hand_in("right", answered(term.book()))
    odd = RIGHT.replace(
        "def train(",
        "def train(*arguments, **options):\n    return np.full(len(arguments[0]), 12345.0), 0.0, np.zeros(100)\ndef other(",
    )
    term.hand_in("odd", answered(term.book(), odd))
    term.run("autograde", HW)
    assert term.scores("right")["train"] == 30.0
    assert term.result("odd")["questions"][2]["verdict"] == "judge_error" and term.result("odd")["score"] is None
    assert term.rows("odd")["odd", "train"] == (None, None, 1)
    assert "Private words" not in json.dumps(term.graded("odd"))


def test_a_gradebook_that_does_not_know_the_assignment_says_what_to_run(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    (term.root / "gradebook.db").unlink()
    code, said = nbgrader(term.root, "autograde", HW)
    assert code == 1 and f"the gradebook does not know {HW}; run `make release`, then `nbgrader generate" in said
    said_too = io.StringIO()
    with contextlib.redirect_stderr(said_too):
        assert at_once(term.root, term.root / "results") == 2
    assert "the gradebook does not know" in said_too.getvalue() and not (term.root / "results").exists()


def test_a_broken_reference_grades_nobody(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    lesson = term.root / "assignments" / HW / f"{HW}.py"
    lesson.write_text(lesson.read_text().replace("2 / len(y) * X.T @ error", "2.002 / len(y) * X.T @ error"))
    code, said = nbgrader(term.root, "autograde", HW)
    assert code == 1 and "nobody is graded" in said and term.rows() == {}


def test_a_class_of_text_files_is_found_all_of_it_or_one(term: Term) -> None:
    term.hand_in("ada", RIGHT, f"{HW}.py")
    term.hand_in("bob", WRONG, f"{HW}.py")
    term.run("autograde", HW)
    first = term.result("bob")
    term.run("autograde", HW, "--student=bob", "--force")
    assert term.scores("ada")["d_loss"] == 50.0 and term.scores("bob") == from_json(first) | {"answer": None}
    code, said = nbgrader(term.root, "autograde", HW, "--student=nobody")
    assert code == 1 and "No notebooks were matched" in said


def test_a_check_that_was_edited_counts_in_the_same_process(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    term.run("autograde", HW)
    assert term.scores("ada")["d_loss"] == 50.0
    checks = term.root / "assignments" / HW / "test_hidden.py"
    checks.write_text(
        checks.read_text() + '\n\n@question("d_loss")\ndef test_by_hand(submission, cases):\n    """Private words."""\n'
        "    if submission.loss.__doc__ != 'no':\n        raise AssertionError\n"
    )
    code, said = nbgrader(term.root, "autograde", HW, "--force")
    assert code == 1 and "nobody is graded" in said


def test_what_a_killed_run_left_half_done_is_graded_again(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    folder = term.root / "autograded/ada" / HW
    folder.mkdir(parents=True)
    (folder / f"{HW}.ipynb").write_text('{"cells": [], "meta')
    said = term.run("autograde", HW)
    assert "was not finished, and is graded again" in said and term.scores("ada")["loss"] == 20.0


# What students read.


def test_feedback_tells_no_hidden_check_no_solution_and_no_seed(term: Term) -> None:
    for path in sorted((ROOT / f"assignments/{HW}/submissions/wrong").glob("*.py"))[::3]:
        term.hand_in(path.stem, answered(term.book(), path.read_text()))
    spy = "def loss(w, b, X, y):\n    raise ValueError(f'<script>{X.tolist()} {w}')"
    term.hand_in("spy", answered(term.book(), spy))
    term.run("autograde", HW)
    term.run("generate_feedback", HW)
    pages = {path.parts[-3]: path.read_text() for path in (term.root / "feedback").rglob("*.html")}
    assert sorted(pages) == sorted(os.listdir(term.root / "submitted"))
    found = 0
    for student, page in pages.items():
        plain = html.unescape(page)
        checks = [check for question in term.result(student)["questions"] for check in question["checks"]]
        public = json.dumps([check for check in checks if check["visibility"] == "public"], ensure_ascii=False)
        secrets = {
            check[part] for check in checks if check["visibility"] == "hidden" for part in ("title", "message", "id")
        }
        secrets = {text for text in secrets if text and json.dumps(text, ensure_ascii=False)[1:-1] not in public}
        found += len(secrets)
        assert [text for text in secrets if text in plain] == []
        assert str(term.result(student)["seed"]) not in plain
        assert "<script>[[" not in page and "BEGIN SOLUTION" not in plain
    assert found > 10 * len(pages)
    lines = {line.strip() for line in (ROOT / f"assignments/{HW}/test_hidden.py").read_text().splitlines()}
    public = (ROOT / f"assignments/{HW}/test_public.py").read_text()
    secret = [line for line in lines if len(line) > 25 and line not in public]
    assert [line for line in secret for page in pages.values() if line in html.unescape(page)] == []


def test_the_page_says_what_people_gave(term: Term) -> None:
    term.hand_in("ada", answered(term.book(), WRONG))
    term.run("autograde", HW)
    loss = points(term.scores("ada")["loss"])
    before = term.page("ada")
    assert "of 110 points so far" in before and "Derivation Not read yet. – of 10" in before
    term.give("ada", "answer", 7.5)
    term.give("ada", "d_loss", 33.25)
    term.comment("ada", "answer", "Say where <b>it</b> enters.")
    term.comment("ada", "answer-d_loss", "So close!")
    after = term.page("ada")
    assert (
        f"Derivation Read by your instructor. 7.5 of 10 Your instructor Say where <b>it</b> enters. Your answer {DERIVED}"
        in after
    )
    assert "the checks gave 0" in after and "33.2 of 50" in after and "Your instructor So close!" in after
    assert f"loss The mean squared error of a ReLU neuron {loss} of 20" in after and "so far" not in after
    (place,) = re.findall(r"for ada ([\d.]+) of 110", after)
    assert float(place) == round(term.scores("ada")["loss"] + 33.25 + 7.5 + term.scores("ada")["train"], 1)


def test_the_page_of_late_work_says_what_it_cost(term: Term) -> None:
    with (term.root / "nbgrader_config.py").open("a") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    term.run("db", "assignment", "add", HW, "--duedate", "2026-01-01 12:00 UTC")
    (term.hand_in("ada", answered(term.book())) / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    term.run("autograde", HW)
    page = term.page("ada")
    assert "for ada 0 of 110 points so far" in page and "100 points are taken off" in page


def test_the_page_of_what_nobody_could_read_says_why(term: Term) -> None:
    term.hand_in("ada", "this is no notebook")
    term.run("autograde", HW)
    assert re.search(r"When your file was run hw4_loss\.ipynb .{,40}is not JSON", term.page("ada"))
    term.give("ada", "loss", 12.0)
    assert "12 of 110 points so far" in term.page("ada")


def test_points_are_not_explained_by_another_run_s_result(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    term.run("autograde", HW)
    term.hand_in("ada", answered(term.book(), WRONG))
    with contextlib.chdir(term.root), contextlib.redirect_stdout(io.StringIO()):
        assert cli.main(["grade", "submitted"]) == 0
    code, said = nbgrader(term.root, "generate_feedback", HW)
    assert code == 1 and "the gradebook has other points for d_loss" in said and "--student=ada --force" in said
    shutil.rmtree(term.root / "results")
    code, said = nbgrader(term.root, "generate_feedback", HW)
    assert code == 1 and "ada/hw4_loss.json cannot be read" in said and "--student=ada --force" in said
    term.run("autograde", HW, "--student=ada", "--force")
    assert "of 110 points so far" in term.page("ada")


def test_a_mistake_is_named_once_under_a_check_cell(term: Term) -> None:
    term.hand_in("ada", answered(term.book(), WRONG))
    term.run("autograde", HW)
    checks = [check for check in term.result("ada")["questions"][1]["checks"] if check["visibility"] == "public"]
    (mistake,) = {check["message"].partition(". ")[2] for check in checks}
    cell = next(cell for cell in term.graded("ada") if grade_id(cell) == "d_loss")
    said = "".join(cell["outputs"][0]["data"]["text/plain"])
    assert said.count(mistake) == 1 and all(check["title"] in said for check in checks) and len(checks) > 1


def test_a_score_is_the_last_output_clamped_and_plain() -> None:
    question = {"id": "f", "title": "t", "score": 7.000000001, "max_score": 7.0, "verdict": "passed", "checks": []}
    assert remarks.outputs(question)[-1]["data"] == {"text/plain": "7.0"}
    question |= {"score": None, "verdict": "judge_error"}
    assert [output["output_type"] for output in remarks.outputs(question)] == ["display_data"]


def test_a_student_s_text_is_escaped_and_bounded() -> None:
    evil = "</pre><script>alert(1)</script>\x1b[31m\u202e" + "x" * 10_000_000
    check = {"visibility": "public", "verdict": "error", "title": "t", "message": evil, "where": evil, "expected": "", "got": "",
             "hint": evil, "diagnosis": None, "counterexample": {"call": "f", "inputs": {evil: evil}}, "notes": [evil]}  # fmt: skip
    (shown, _) = remarks.outputs(
        {"id": "f", "title": "t", "score": 0.0, "max_score": 7.0, "verdict": "error", "checks": [check]}, [evil]
    )
    assert "<script" not in shown["data"]["text/html"] and len(shown["data"]["text/html"]) < 10_000
    assert not {"\x1b", "\u202e"} & set(shown["data"]["text/html"] + shown["data"]["text/plain"])


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """nbgrader's dependencies warn of each other."""
    with warnings.catch_warnings(action="ignore"):
        yield
