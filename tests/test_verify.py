"""The course proves itself: planted work gets what it should, and a surprise is found."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SEED

from autograder import oracle, verify
from autograder.course import Course
from autograder.model import CourseFault
from autograder.report import console

COURSE = Course(ROOT)
LOSS = "def loss(w, b, X, y):\n    return ((y - (X @ w + b).clip(0)) ** 2).mean()\n"


def run(course: Course, *names: str) -> tuple[int, str]:
    said = io.StringIO()
    code = verify.main(course, names, SEED, 1, console(file=said, width=200))
    return code, said.getvalue()


@pytest.mark.parametrize("name", COURSE.names)
def test_planted_work_stubs_and_solutions_get_what_they_should(name: str) -> None:
    code, said = run(COURSE, name)
    assert code == 0, said


@pytest.mark.parametrize("name", COURSE.names)
def test_every_assignment_is_planted_with_right_wrong_odd_and_hostile_work(name: str) -> None:
    kinds = [each.kind for each in verify.planted(COURSE, COURSE.assignment(name))]
    least = {"solution": 1, "stub": 1, "accepted": 3, "wrong": 6, "odd": 3, "hostile": 3}
    assert {kind for kind, number in least.items() if kinds.count(kind) < number} == set()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """hw4 alone, with nothing planted."""
    shutil.copytree(
        ROOT / "assignments/hw4_loss", tmp_path / "assignments/hw4_loss", ignore=shutil.ignore_patterns("submissions")
    )
    (tmp_path / "assignments/hw4_loss/submissions/wrong").mkdir(parents=True)
    return Course(tmp_path)


def plant(course: Course, text: str) -> None:
    (course.folder("hw4_loss") / "submissions/wrong/planted.py").write_text(text)


def test_another_verdict_than_planned_is_a_surprise(course: Course) -> None:
    plant(course, f"# expect: loss wrong_value\n{LOSS}")
    code, said = run(course)
    assert code == 1 and "loss: expected wrong_value, got passed" in said


def test_another_name_than_planned_is_a_surprise(course: Course) -> None:
    plant(course, f"# expect: loss wrong_value half\n{LOSS.replace('.mean()', '.sum()')}")
    code, said = run(course)
    assert code == 1 and "expected the name half, got no_mean" in said


def test_a_question_that_is_not_mentioned_must_be_left_alone(course: Course) -> None:
    plant(course, f"# expect: loss passed\n{LOSS}\n\ndef d_loss(w, b, X, y):\n    return w, b\n")
    code, said = run(course)
    assert code == 1 and "d_loss: expected not_attempted" in said


def test_practice_is_held_where_it_is_named_and_in_the_solution(course: Course) -> None:
    plant(course, f"# expect: quiz passed\n# expect: loss passed\n{LOSS}\n\ndef quiz(w, b, X, y):\n    return {{}}\n")
    code, said = run(course)
    assert code == 1 and "quiz: expected passed, got wrong_shape" in said
    plant(course, f"# expect: loss passed\n{LOSS}\n\ndef quiz(w, b, X, y):\n    return {{}}\n")
    lesson = course.folder("hw4_loss") / "hw4_loss.py"
    lesson.write_text(lesson.read_text().replace('"twice": 1', '"twice": 3'))
    code, said = run(course)
    assert code == 1 and said.count("quiz: ") == 1 and "quiz: expected passed, got wrong_value" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LOSS, "no `# expect: QUESTION VERDICT` line"),
        ("# expect: los passed\n", "it expects something of 'los'"),
        ("# expect: loss pass\n", "'pass' is no verdict"),
    ],
)
def test_a_bad_header_is_the_course_s_fault(course: Course, text: str, sentence: str) -> None:
    plant(course, text)
    with pytest.raises(CourseFault, match=sentence):
        run(course)


def test_a_course_fault_is_said_once(course: Course) -> None:
    lesson = course.folder("hw4_loss") / "hw4_loss.py"
    lesson.write_text(lesson.read_text().replace("2 / len(y) * X.T", "2.002 / len(y) * X.T"))
    code, said = run(course)
    assert code == 1 and said.count("nobody is graded") == 1


def test_an_oracle_that_is_off_by_a_thousandth_is_noticed_and_nobody_is_graded(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = oracle.grad_of
    monkeypatch.setattr(
        oracle, "grad_of", lambda f, *args, wrt=0: tuple(1.001 * part for part in right(f, *args, wrt=wrt))
    )
    code, said = run(course)
    assert code == 1 and "nobody is graded" in said
