"""A lesson's text becomes a stub and a notebook; nbgrader's own code is the judge of both."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from autograder.core.model import Assignment, CourseFault, Limits, Question
from autograder.course.course import Course, find_root
from autograder.course.lesson import CODE_STUB, TEXT_STUB, Lesson
from autograder.course.percent import percent_cells
from autograder.course.submission_file import fingerprint

COURSE = Course(find_root(Path(__file__)))

NET = '''# %% [markdown]
# # A net

# %%
import numpy as np


# %%
class Net:
    """Two methods."""

    def forward(self, X):
        """(N, k)"""
        ### BEGIN SOLUTION
        return np.maximum(0, X @ self.W)
        ### END SOLUTION

    def loss(self, X, y):
        if len(y):
            ### BEGIN SOLUTION
            return float(np.mean((self.forward(X) - y) ** 2))
            ### END SOLUTION
        return 0.0


# %%
check("Net.forward")

# %%
check("Net.loss")

# %% [markdown] manual=10
# Why?
#
#   ### BEGIN SOLUTION
#   Because.
#   ### END SOLUTION
'''


def net(*points: Fraction) -> Assignment:
    pairs = zip(("Net.forward", "Net.loss"), points, strict=True)
    questions = (Question(name, name, f"{name}(X)", value, ("?",)) for name, value in pairs)
    return Assignment("hw_net", "A net", tuple(questions), Limits())


NET_ASSIGNMENT = net(Fraction(75), Fraction(25))


def lessons() -> list[Any]:
    """Every lesson of the course, and one with all there is to trip over."""
    found = [pytest.param(NET, NET_ASSIGNMENT, id="net")]
    for name in COURSE.names:
        text = (COURSE.folder(name) / f"{name}.py").read_text(encoding="utf-8")
        found.append(pytest.param(text, COURSE.assignment(name), id=name))
    return found


def role(made: Any, grade_id: str) -> dict[str, Any]:
    return next(
        dict(cell.metadata.nbgrader)
        for cell in made.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


@pytest.mark.parametrize(("text", "assignment"), lessons())
def test_the_stub_is_what_nbgrader_leaves_of_the_notebook(text: str, assignment: Assignment) -> None:
    with warnings.catch_warnings(action="ignore"):
        from nbgrader.preprocessors import ClearSolutions
    strip = ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB)
    lesson = Lesson.parse(text, assignment)
    stripped, _ = strip.preprocess(lesson.notebook(), {})
    cells = percent_cells(lesson.stub)
    assert [cell.source for cell in stripped.cells] == [cell.text for cell in cells]
    assert [cell.cell_type for cell in stripped.cells] == [cell.kind for cell in cells]


@pytest.mark.parametrize(("text", "assignment"), lessons())
def test_the_notebook_is_valid_to_nbformat_and_to_nbgrader(text: str, assignment: Assignment) -> None:
    import nbformat

    with warnings.catch_warnings(action="ignore"):
        from nbgrader.nbgraderformat import MetadataValidator
    made = Lesson.parse(text, assignment).notebook()
    nbformat.validate(made)
    MetadataValidator().validate_nb(made)


@pytest.mark.parametrize(("text", "assignment"), lessons())
def test_points_come_from_the_assignment_alone(text: str, assignment: Assignment) -> None:
    made = Lesson.parse(text, assignment).notebook()
    for question in assignment.questions:
        meta = role(made, question.id.replace(".", "-"))
        assert (meta["points"], meta["grade"], meta["locked"], meta["solution"]) == (question.points, True, True, False)


def test_points_may_be_halves() -> None:
    assert role(Lesson.parse(NET, net(Fraction(37, 2), Fraction(163, 2))).notebook(), "Net-forward")["points"] == 18.5


def test_practice_has_a_locked_check_without_points() -> None:
    graded, practice = net(Fraction(100), Fraction(0)).questions
    made = Lesson.parse(NET, replace(NET_ASSIGNMENT, questions=(graded,), practice=(practice,))).notebook()
    assert (role(made, "Net-forward")["grade"], role(made, "Net-forward")["points"]) == (True, 100)
    meta = role(made, "Net-loss")
    assert (meta["grade"], meta["locked"], meta["solution"], "points" in meta) == (False, True, False, False)


def test_answers_stay_open_and_explanations_are_locked() -> None:
    made = Lesson.parse(NET, NET_ASSIGNMENT).notebook()
    answer, by_hand, text = role(made, "answer-Net"), role(made, "answer"), role(made, "text")
    assert (answer["solution"], answer["locked"], answer["grade"]) == (True, False, False)
    assert (by_hand["solution"], by_hand["locked"], by_hand["grade"], by_hand["points"]) == (True, False, True, 10)
    assert (text["solution"], text["locked"], text["grade"]) == (False, True, False)
    assert not made.cells[1].metadata, "a student may add imports"


def test_a_corrected_word_changes_no_id() -> None:
    def ids(made: Any) -> list[Any]:
        return [(cell.id, cell.metadata.get("nbgrader", {}).get("grade_id")) for cell in made.cells]

    corrected = NET.replace("# # A net", "# # Some net").replace("Two methods.", "Both methods.")
    assert ids(Lesson.parse(corrected, NET_ASSIGNMENT).notebook()) == ids(Lesson.parse(NET, NET_ASSIGNMENT).notebook())
    assert len({cell_id for cell_id, _ in ids(Lesson.parse(NET, NET_ASSIGNMENT).notebook())}) == len(percent_cells(NET))


@pytest.mark.slow
def test_jupytext_keeps_the_pair_in_step_and_nbgraders_metadata(tmp_path: Path) -> None:
    with warnings.catch_warnings(action="ignore"):
        import nbformat
        from jupytext.cli import jupytext
    made = Lesson.parse(NET, NET_ASSIGNMENT).notebook()
    nbformat.write(made, tmp_path / "hw_net.ipynb")
    (tmp_path / "hw_net.py").write_text(NET.replace("Two methods.", "Edited in the text."), encoding="utf-8")
    jupytext(["--sync", "--quiet", str(tmp_path / "hw_net.ipynb")])
    synced = nbformat.read(tmp_path / "hw_net.ipynb", as_version=4)
    assert "Edited in the text." in synced.cells[2].source
    assert [cell.metadata.get("nbgrader") for cell in synced.cells] == [c.metadata.get("nbgrader") for c in made.cells]
    code = [cell.source for cell in synced.cells if cell.cell_type == "code"]
    twin = percent_cells((tmp_path / "hw_net.py").read_text(encoding="utf-8"))
    assert fingerprint(code) == fingerprint(cell.text for cell in twin if cell.kind == "code")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = 1\n### BEGIN SOLUTION\nb = 2\n", "line 2: this solution never ends"),
        ("### BEGIN SOLUTION\nb = 2\n# %%\n### END SOLUTION\n", "line 1: this solution never ends"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n", "line 2: a solution begins inside"),
        ("### BEGIN SOLUTION\n### END SOLUTION\nb = 2\n### END SOLUTION\n", "line 4: a solution ends that never began"),
    ],
)
def test_a_region_that_is_not_whole_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(CourseFault, match=says):
        Lesson.parse(text, NET_ASSIGNMENT)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'check("Net.loss")',
            'check("Net.los")',
            "line 30: there is no question 'Net.los'; there are Net.forward, Net.loss",
        ),
        ('check("Net.loss")', 'check("Net.forward")', "line 30: question 'Net.forward' has a check cell already"),
        ('check("Net.loss")', "1 + 1", 'the lesson has no cell check("Net.loss")'),
        (" manual=10", "", "line 33: a solution in a text cell is graded by hand"),
        ("manual=10", "manual=-1", "line 33: manual= takes a whole number of points above 0, not '-1'"),
        (
            "# # A net",
            "# # A net\n\n# %% [markdown] manual=5\n# Why?",
            "line 5: a cell graded by hand needs its answer",
        ),
    ],
)
def test_cells_that_do_not_match_the_questions_are_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(CourseFault, match=re.escape(says)):
        Lesson.parse(NET.replace(old, new), NET_ASSIGNMENT).notebook()


def test_a_question_without_a_check_is_refused() -> None:
    more = replace(NET_ASSIGNMENT.questions[0], id="Net.more")
    with pytest.raises(CourseFault, match=r'no cell check\("Net.more"\)'):
        Lesson.parse(NET, replace(NET_ASSIGNMENT, questions=(*NET_ASSIGNMENT.questions, more))).notebook()


@pytest.mark.parametrize("name", ["text", "answer", "answer-Net", "xn--text", "ошибка", "ошибки", "café"])
def test_a_question_s_cell_has_its_name_whatever_else_is_called_so(name: str) -> None:
    """nbgrader takes ASCII letters, digits, _ and - alone. What could be told apart stays apart."""
    forward, loss = NET_ASSIGNMENT.questions
    named = replace(NET_ASSIGNMENT, questions=(replace(forward, id=name), loss))
    lesson = Lesson.parse(NET.replace("Net.forward", name), named)
    names = [cell.grade_id for cell in lesson.released if cell.grade_id]
    assert len(set(names)) == len(names) and all(re.fullmatch("[A-Za-z0-9_-]+", each) for each in names)
    checks = {cell.grade_id: cell.text for cell in lesson.released if cell.text.startswith("check(")}
    assert {lesson.check_cells[question]: f'check("{question}")' for question in (name, "Net.loss")} == checks
    assert not name.isascii() or lesson.check_cells[name] == name


def test_different_names_stay_different() -> None:
    ids = ["a.b", "a_b", "ошибка", "ошибки", "ошибка.б", "б.ошибка", "é", "e", "Éa", "éa"]
    questions = tuple(replace(NET_ASSIGNMENT.questions[0], id=each) for each in ids)
    text = "".join(f'# %%\ncheck("{each}")\n' for each in ids)
    assert len(set(Lesson.parse(text, replace(NET_ASSIGNMENT, questions=questions)).check_cells.values())) == len(ids)
