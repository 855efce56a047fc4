"""nbgrader's gradebook: opening it, and whether it knows an assignment's cells as they are now."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.core.model import BadInput
from autograder.course.notebook_repair import NotebookCell
from autograder.results.result_json import QuestionJson, WholeRow

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def score_of(question: QuestionJson) -> float | None:
    """A question's score as nbgrader gets it, from 0 to its points; None where the course itself failed."""
    return None if question["score"] is None else min(max(float(question["score"]), 0.0), float(question["max_score"]))


def scores(row: WholeRow, check_cells: Mapping[str, str]) -> dict[str, float]:
    """grade_id -> score of the questions that could be judged; `check_cells` are the lesson's."""
    questions = [] if "problem" in row else row["questions"]
    found = {check_cells[each["id"]]: score_of(each) for each in questions if each["id"] in check_cells}
    return {name: score for name, score in found.items() if score is not None}


def settings(root: Path) -> Config:
    """What the course's nbgrader_config.py says; empty where there is none."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def place(root: Path) -> tuple[str, str]:
    """The URL of the course's gradebook and its id there, by its settings. `BadInput` where it is not there yet."""
    places = settings(root).CourseDirectory
    file = root / "gradebook.db"
    if not isinstance(places.db_url, str) and not file.is_file():  # to open it would make it
        raise BadInput(f"there is no gradebook yet: {file}; run `nbgrader generate_assignment HW --force`")
    url = places.db_url if isinstance(places.db_url, str) else f"sqlite:///{file}"
    return url, places.course_id if isinstance(places.course_id, str) else ""


@contextmanager
def opened(db_url: str, course_id: str) -> Iterator[Gradebook]:
    """A gradebook, closed at the end. `BadInput` where the database cannot be had."""
    with warnings.catch_warnings(action="ignore"):  # its dependencies warn of each other
        from nbgrader.api import Gradebook
        from sqlalchemy.exc import SQLAlchemyError
    try:
        gradebook = Gradebook(db_url, course_id)
    except ImportError as error:
        raise BadInput(
            f"{_named(db_url)}: {error}; install the database's driver where nbgrader is installed"
        ) from None
    except SQLAlchemyError as error:
        raise BadInput(f"{_named(db_url)} cannot be opened: {str(error).splitlines()[0]}") from None
    try:
        yield gradebook
    finally:
        gradebook.close()


def _named(db_url: str) -> str:
    """A gradebook as messages name it: without password and options, which may hold one too."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return f"the gradebook {make_url(db_url).set(query={})}"
    except ArgumentError:
        return "the gradebook"


def refuse_unknown(gradebook: Gradebook, assignment: str, given: Sequence[NotebookCell]) -> None:
    """`BadInput` unless the gradebook knows the assignment's graded cells with the points they have now."""
    from nbgrader.api import MissingEntry

    say = f"run `make release`, then `nbgrader generate_assignment {assignment} --force`"
    try:
        known = {cell.name: cell.max_score for cell in gradebook.find_notebook(assignment, assignment).grade_cells}
    except MissingEntry:
        raise BadInput(f"the gradebook does not know {assignment}; {say}") from None
    worth = {cell.grade_id: float(cell.role["points"]) for cell in given if cell.role.get("grade")}
    if known != worth:
        unlike = sorted(name for name in known.keys() | worth.keys() if known.get(name) != worth.get(name))
        raise BadInput(f"the gradebook knows other cells or points of {assignment} ({', '.join(unlike)}); {say}")
