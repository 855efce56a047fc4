"""Whatever a question is called, its points and its page reach the student, by every way into nbgrader's gradebook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from shared import ROOT, SEED
from term import Term, at_once, grade_id

from autograder.course.course import Course
from autograder.student import release

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's dependencies warn of each other

NAME = "hw_names"
POINTS = {"text": 10, "answer": 20, "ошибка": 30, "ошибки": 15, "Сеть.выход": 25}

QUESTION = """
[[questions]]
id = "{name}"
title = "The double of a number"
signature = "{name}(x)"
points = {points}
hints = ["What is x + x?"]
"""

LESSON = """# %% [markdown]
# # Doubles

# %%
from autograder import check


# %%
def {name}(x):
    ### BEGIN SOLUTION
    return 2.0 * x
    ### END SOLUTION


# %%
class Сеть:
    def __init__(self):
        pass

    def выход(self, x):
        ### BEGIN SOLUTION
        return 2.0 * x
        ### END SOLUTION


# %% [markdown] manual=10
# Why?
#
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""

CHECK = '''

@question("{name}")
def test_{number}(submission):
    """Twice 3 is 6."""
    agree(submission.{call}(3.0), 6.0)
'''


def a_course(root: Path) -> None:
    """A course of one assignment, whose questions are called as its own cells would be."""
    folder = root / "assignments" / NAME
    folder.mkdir(parents=True)
    asked = "".join(QUESTION.format(name=name, points=points) for name, points in POINTS.items())
    (folder / "assignment.toml").write_text(f'title = "Doubles"\nhours = "1"\n{asked}')
    lesson, _, rest = LESSON.partition("# %%\ndef ")
    definition, _, rest = rest.partition("\n\n\n# %%\nclass")
    plain = [name for name in POINTS if "." not in name]
    functions = "".join(f"# %%\ndef {definition.replace('{name}', name)}\n\n\n" for name in plain)
    calls = "".join(f'\n# %%\ncheck("{name}")\n' for name in POINTS)
    (folder / f"{NAME}.py").write_text(f"{lesson}{functions}# %%\nclass{rest}{calls}")
    checks = "".join(
        CHECK.format(name=name, number=number, call=name.replace(".", "().")) for number, name in enumerate(POINTS)
    )
    (folder / "test_public.py").write_text(f"from autograder import agree, question\n{checks}")
    (folder / "test_hidden.py").write_text("")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Term:
    """That course, released and known to its gradebook; one student got the first question and the last one wrong."""
    root = tmp_path_factory.mktemp("names") / "course"
    a_course(root)
    term = Term(root)
    (root / "nbgrader_config.py").write_text(
        (ROOT / "nbgrader_config.py").read_text() + f"\nc.JudgeSubmission.seed = {SEED}\n"
    )
    scratch = root.parent / "scratch"
    scratch.mkdir()
    release.generate(Course(root), [NAME], scratch)
    release.publish(Course(root), [NAME], scratch, strangers=True)
    term.run("generate_assignment", NAME, "--force")
    book = term.book(NAME)
    wrong = [grade_id(cell) for cell in book["cells"] if re.search(r"def text\(|class", cell["source"])]
    for cell in book["cells"]:
        value = "x" if grade_id(cell) in wrong else "2.0 * x"
        cell["source"] = re.sub(r"raise NotImplementedError\(.*?\)", f"return {value}", cell["source"])
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "markdown":
            cell["source"] = "Because."
    folder = root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(book))
    return term


EARNED = {"text": 0.0, "answer": 20.0, "ошибка": 30.0, "ошибки": 15.0, "Сеть.выход": 0.0}


def arrived(term: Term) -> dict[str, float | None]:
    """Question -> the points in the gradebook's row of its check; "by hand" is the derivation's."""
    cells = Course(term.root).lesson(NAME).check_cells
    scores = term.scores("ada")
    questions = {question: scores.pop(cell) for question, cell in cells.items()}
    ((_, by_hand),) = scores.items()
    return questions | {"by hand": by_hand}


def test_each_cell_has_a_name_of_its_own_that_nbgrader_takes(course: Term) -> None:
    names = [grade_id(cell) for cell in course.book(NAME)["cells"] if grade_id(cell)]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in names)
    assert {"text", "answer"} < set(names)


@pytest.mark.parametrize("way", ["nbgrader", "at once"])
def test_every_question_s_points_arrive(course: Term, way: str) -> None:
    course.forget_students()
    if way == "nbgrader":
        course.run("autograde", NAME, "--force")
    else:
        assert at_once(course.root, course.root / "at_once") == 0
    assert arrived(course) == EARNED | {"by hand": None}


def test_the_notebook_that_people_grade_explains_each_question_under_its_own_check(course: Term) -> None:
    course.run("autograde", NAME, "--force")
    book = json.loads((course.root / "autograded/ada" / NAME / f"{NAME}.ipynb").read_text())
    checks = {re.search(r'check\("(.+)"\)', "".join(cell["source"])): cell for cell in book["cells"]}
    said = {found[1]: "".join(cell["outputs"][0]["data"]["text/plain"]) for found, cell in checks.items() if found}
    assert {name: text.partition(":")[0] for name, text in said.items()} == {name: name for name in POINTS}
    assert "0 of 10 points" in said["text"] and "20 of 20 points" in said["answer"]


def test_the_page_has_every_question_s_points(course: Term) -> None:
    course.run("autograde", NAME, "--force")
    course.run("generate_feedback", NAME, "--force")
    page = (course.root / "feedback/ada" / NAME / f"{NAME}.html").read_text()
    for name in POINTS:
        assert name in page
    assert "65 of 110 points" in " ".join(re.sub(r"<[^>]*>", " ", page).split())
