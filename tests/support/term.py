"""A term with nbgrader in a folder of its own: its commands as they are typed, and what tests look at afterwards."""

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
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import sqlalchemy
from shared import ROOT, SEED

from autograder import cli
from autograder.course.course import Course
from autograder.student import handout, release

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


def at_once(root: Path, out: Path, *url: str, seed: int = SEED) -> int:
    """`autograder grade --gradebook` of the class in `submitted/`: its exit code."""
    with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()):
        return cli.main(
            ["grade", "submitted", "--out", str(out), "--seed", str(seed), "--jobs", "2", "--gradebook", *url]
        )


def released_already(course: Course, names: Iterable[str]) -> None:
    """Release this repository's assignments in a course. What `release.generate` makes of them lies here, and
    test_release.py holds it current."""
    names = list(names)
    with tempfile.TemporaryDirectory(dir=course.root.parent) as folder:
        scratch = Path(folder)
        wheel = handout.build_wheel(scratch)
        for name in names:
            released, source = scratch / "release" / name, scratch / "source" / name
            for step in release.STEPS:
                kept = shutil.ignore_patterns(".venv", "__pycache__", "*.whl")
                shutil.copytree(ROOT / step / name, scratch / step / name, ignore=kept)
            shutil.copy(wheel, released)
            shutil.copytree(released, source)
            nbformat.write(course.lesson(name).notebook(), source / f"{name}.ipynb")
        release.publish(course, names, scratch, strangers=True)


class Term:
    """A course in a folder of its own, with what tests look at. `db_url` is its gradebook's."""

    def __init__(self, root: Path, db_url: str = "") -> None:
        self.root = root
        self.db_url = db_url or f"sqlite:///{root / 'gradebook.db'}"

    @classmethod
    def begun(cls, root: Path, names: Iterable[str], seed: int = SEED) -> Term:
        """A new course of some of this repository's assignments: released, and known to its gradebook."""
        names = list(names)
        for name in names:
            skipped = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / "assignments" / name, root / "assignments" / name, ignore=skipped)
        exchange = root.parent / "exchange"
        exchange.mkdir(mode=0o777)
        exchange.chmod(0o777)
        term = cls(root)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        term.configure(
            f"c.JudgeSubmission.seed = {seed}",
            f'c.Exchange.root = "{exchange}"',
            f'c.Exchange.cache = "{root.parent / "cache"}"',
        )
        released_already(Course(root), names)
        for name in names:
            term.run("generate_assignment", name, "--force")
        return term

    def configure(self, *lines: str) -> None:
        """More lines of nbgrader_config.py."""
        with (self.root / "nbgrader_config.py").open("a") as settings:
            settings.write("\n" + "\n".join(lines) + "\n")

    def run(self, *arguments: str) -> str:
        code, said = nbgrader(self.root, *arguments)
        assert code == 0, said
        return said

    def book(self, name: str = HW) -> Book:
        """The released notebook."""
        book: Book = json.loads((self.root / "release" / name / f"{name}.ipynb").read_text())
        for cell in book["cells"]:
            cell["source"] = "".join(cell["source"])
        return book

    def hand_in(self, student: str, book: object, name: str = f"{HW}.ipynb") -> Path:
        folder = self.root / "submitted" / student / HW
        folder.mkdir(parents=True, exist_ok=True)
        data = book if isinstance(book, bytes) else (book if isinstance(book, str) else json.dumps(book)).encode()
        (folder / name).write_bytes(data)
        return folder

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the gradebook's database answers, whichever it is."""
        engine = sqlalchemy.create_engine(self.db_url)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(sqlalchemy.text(sql))]
        finally:
            engine.dispose()

    def rows(self, student: str | None = None) -> dict[tuple[str, str], tuple[Any, ...]]:
        """(student, cell) -> auto score, manual score, whether it waits for a person."""
        found = self.query(
            "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade from grade g "
            "join base_cell b on b.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id "
            "join submitted_assignment s on s.id = n.assignment_id"
        )
        return {(who, cell): tuple(rest) for who, cell, *rest in found if student in (None, who)}

    def comments(self) -> list[tuple[Any, ...]]:
        """(student, cell, automatic comment), sorted."""
        return sorted(
            self.query(
                "select s.student_id, b.name, c.auto_comment from comment c join base_cell b on b.id = c.cell_id "
                "join submitted_notebook n on n.id = c.notebook_id "
                "join submitted_assignment s on s.id = n.assignment_id"
            )
        )

    def penalties(self) -> dict[str, float | None]:
        """Student -> what was taken off for being late."""
        return dict(
            self.query(
                "select s.student_id, n.late_submission_penalty from submitted_notebook n "
                "join submitted_assignment s on s.id = n.assignment_id"
            )
        )

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

        with Gradebook(self.db_url) as book:
            grade = book.find_grade(cell, HW, HW, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            book.db.commit()

    def comment(self, student: str, cell: str, text: str) -> None:
        """Comment on an answer, as the formgrader does."""
        from nbgrader.api import Gradebook

        with Gradebook(self.db_url) as book:
            book.find_comment(cell, HW, HW, student).manual_comment = text
            book.db.commit()

    def page(self, student: str) -> str:
        """The student's feedback page as a person reads it: without tags, every run of blanks as one."""
        self.run("generate_feedback", HW, f"--student={student}", "--force")
        page = (self.root / "feedback" / student / HW / f"{HW}.html").read_text()
        return " ".join(html.unescape(re.sub(r"<style>.*</style>|<[^>]*>", " ", page, flags=re.DOTALL)).split())

    def forget_students(self) -> None:
        """A gradebook with the assignments and nobody in it."""
        from nbgrader.api import Gradebook

        with Gradebook(self.db_url) as book:
            for student in list(book.students):
                book.remove_student(student.id)


def from_json(result: dict[str, Any]) -> dict[str, float | None]:
    return {question["id"]: question["score"] for question in result["questions"]}


def answered(book: Book, text: str = RIGHT) -> Book:
    """A notebook with a whole submission in its first answer, and the other stubs taken out."""
    book = copy.deepcopy(book)
    whole = f"import numpy as np\n{text}"
    for cell in book["cells"]:
        name = grade_id(cell)
        if name.startswith("answer-"):
            cell["source"], whole = whole, "# see above"
        elif name == "answer":
            cell["source"] = DERIVED
    return book


def grade_id(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def cell_of(book: Book, name: str) -> dict[str, Any]:
    return next(cell for cell in book["cells"] if grade_id(cell) == name)
