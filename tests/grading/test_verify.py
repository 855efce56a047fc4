"""The course proves itself: planted work gets what it should, and a surprise is found."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT, SEED

import autograder
from autograder import cli
from autograder.checks import memo, oracle
from autograder.checks.collect import collect
from autograder.checks.mistakes import AND, Mistake
from autograder.cli.verify import judgement
from autograder.core.model import CourseFault
from autograder.course.course import Course
from autograder.course.submitted import Task
from autograder.grading import verify
from autograder.grading.bench import Bench
from autograder.results.student_view import student_view

pytestmark = pytest.mark.slow

COURSE = Course(ROOT)
LOSS = "def loss(w, b, X, y):\n    return ((y - (X @ w + b).clip(0)) ** 2).mean()\n"


def run(course: Course, *names: str) -> tuple[int, str]:
    """The command in that course: its exit code and what it printed."""
    said = io.StringIO()
    with contextlib.chdir(course.root), contextlib.redirect_stdout(said):
        code = cli.main(["verify", *names, "--seed", str(SEED), "--jobs", "1"])
    return code, said.getvalue()


@pytest.mark.parametrize("name", COURSE.names)
def test_every_assignment_is_planted_with_right_wrong_odd_and_hostile_work(name: str) -> None:
    kinds = [each.kind for each in verify.planted(COURSE, COURSE.assignment(name))]
    least = {"solution": 1, "stub": 1, "accepted": 8, "wrong": 12, "odd": 6, "hostile": 6}
    assert {kind for kind, number in least.items() if kinds.count(kind) < number} == set()


def mistakes(name: str) -> dict[str, Mistake]:
    """The mistakes that an assignment's checks can name."""
    checks = collect(COURSE.folder(name), ["test_public.py", "test_hidden.py"], COURSE.assignment(name))
    values = (value for check in checks for value in check.function.__globals__.values())
    return {mistake.id: mistake for value in values for mistake in inside(value)}


def inside(value: object) -> Iterator[Mistake]:
    """The mistakes in a value of a check's module: itself, or those in a list or a dict."""
    if isinstance(value, Mistake):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from inside(part)


@pytest.mark.parametrize("name", COURSE.names)
def test_every_mistake_that_can_be_named_is_named_on_planted_work(name: str) -> None:
    promised = {p.diagnosis for each in verify.planted(COURSE, COURSE.assignment(name)) for p in each.expected.values()}
    assert mistakes(name).keys() - promised == set()


@pytest.mark.parametrize("name", COURSE.names)
def test_two_mistakes_at_once_are_planted_where_one_may_be_made_besides_another(name: str) -> None:
    promised = {p.diagnosis for each in verify.planted(COURSE, COURSE.assignment(name)) for p in each.expected.values()}
    planted = any(diagnosis and AND in diagnosis for diagnosis in promised)
    assert planted == any(mistake.composes for mistake in mistakes(name).values())


@pytest.mark.parametrize("name", COURSE.names)
def test_what_mistakes_give_is_computed_once_however_often_they_are_made(name: str, bench: Bench) -> None:
    """A check that makes its arrays anew for each submission would have all its mistakes computed again."""
    for question in COURSE.assignment(name).questions:
        wrong = next(
            each
            for each in verify.planted(COURSE, COURSE.assignment(name))
            if each.kind == "wrong" and each.expected[question.id].diagnosis not in (None, "none")
        )
        known = [bench.grade(Task("ada", name, wrong.path), smaller=False) and len(memo._kept) for _ in range(2)]
        assert known[0] == known[1], wrong.name


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
        ("# expect: loss pass\n", "'pass' is not a verdict"),
    ],
)
def test_a_bad_header_is_the_course_s_fault(course: Course, text: str, sentence: str) -> None:
    plant(course, text)
    with pytest.raises(CourseFault, match=sentence):
        list(verify.verify(course, [], SEED, 1))


def test_a_broken_mistake_is_reported_by_its_name_and_the_others_are_still_named(course: Course) -> None:
    checks = course.folder("hw4_loss") / "test_public.py"
    broken = 'Mistake("broken", says="It has a bug.", answers=lambda right, *inputs: right.nothing)'
    checks.write_text(checks.read_text().replace("LOSS_MISTAKES = [", f"LOSS_MISTAKES = [\n    {broken},", 1))
    plant(course, f"# expect: loss wrong_value no_mean\n{LOSS.replace('.mean()', '.sum()')}")
    (found,) = verify.verify(course, ["hw4_loss"], SEED, 1)
    fault = "the mistake broken: AttributeError: 'float' object has no attribute 'nothing'"
    assert f"test_public::test_loss_on_mixed_samples: {fault}" in found.broken
    assert found.surprises == len(found.broken) and all(sentence.endswith(fault) for sentence in found.broken)
    (row,) = [each.row for each in found.outcomes if each.planted.kind == "wrong"]
    assert "problem" not in row and "broken" not in repr([student_view(question) for question in row["questions"]])


def test_a_course_fault_is_said_once(course: Course) -> None:
    lesson = course.folder("hw4_loss") / "hw4_loss.py"
    lesson.write_text(lesson.read_text().replace("2 / len(y) * X.T", "2.002 / len(y) * X.T"))
    code, said = run(course)
    assert code == 1 and said.count("nobody is graded") == 1


BROKEN_CHECKS = [
    ('@question("loss")\ndef test_typo(submission, cases):\n    """T."""\n    agree(submission.loss(*LESON), 3.0)\n', "NameError"),
    ('@question("loss")\ndef test_typo(submission):\n    """T."""\n    submission.los(*LESSON)\n', "asks for no 'los' (test_"),
    ('@question("loss")\ndef test_fixture(submission, tmpdir):\n    """T."""\n    agree(1, 1)\n', "asks for tmpdir"),
    ('@question("los")\ndef test_question(submission):\n    """T."""\n    agree(1, 1)\n', "has no question 'los'"),
    ("def test_question(submission):\n    agree(1, 1)\n", "does not say which question"),
    ('@question("loss")\ndef test_nothing(submission):\n    """T."""\n    submission.loss(*LESSON)\n', "compared nothing"),
    ('@question("loss")\ndef test_syntax(submission:\n', "SyntaxError"),
    ('from nowhere import nothing\n', "No module named 'nowhere'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), BROKEN_CHECKS)
@pytest.mark.parametrize("file", ["test_public.py", "test_hidden.py"])
def test_a_broken_check_is_found_before_any_student_sees_it(
    course: Course, file: str, text: str, sentence: str
) -> None:
    path = course.folder("hw4_loss") / file
    path.write_text(f"{path.read_text()}\n\nfrom test_public import LESSON\n{text}")
    code, said = run(course)
    assert code == 1 and sentence in said and "surprises" in said


def test_the_table_says_what_each_check_is_good_for() -> None:
    def result(*verdicts: str, of: str = "passed") -> dict[str, Any]:
        checks = [{"id": f"c{i}", "verdict": verdict} for i, verdict in enumerate(verdicts)]
        return {"questions": [{"id": "f", "verdict": of, "checks": checks}]}

    found = verify.tallies(
        [
            ("solution", result("passed", "passed", "passed")),
            ("odd", result("passed", "error", "passed", of="error")),
            ("stub", result("not_attempted", "not_attempted", "not_attempted", of="not_attempted")),
            ("wrong", result("wrong_value", "wrong_value", "passed", of="wrong_value")),
            ("wrong", result("passed", "wrong_value", "passed", of="wrong_value")),
            ("hostile", result("passed", "crashed", "passed", of="crashed")),
        ]
    )
    assert [(t.passed, t.right, t.caught, t.alone) for t in found] == [(2, 2, 1, 0), (1, 2, 2, 1), (2, 2, 0, 0)]


def test_a_check_that_decides_nothing_is_named(course: Course) -> None:
    plant(course, f"# expect: loss wrong_value no_mean\n{LOSS.replace('.mean()', '.sum()')}")
    code, said = run(course)
    assert code == 0 and re.search("catch nothing: .*test_public::test_the_gradient_of_the_lesson", said)


def test_redundant_checks_are_named_in_plain_words() -> None:
    tallies = [
        verify.Tally("a", caught=2),
        verify.Tally("b", caught=1),
        verify.Tally("c"),
        verify.Tally("d", caught=3, alone=1),
    ]
    assert list(judgement(tallies)) == [
        "2 of 4 checks are redundant: another check of the question catches the same work: a, b",
        "catches nothing: c",
    ]
    assert list(judgement(tallies[3:])) == ["every check catches something that no other check of its question does"]


def test_an_oracle_that_is_off_by_a_thousandth_is_noticed_and_nobody_is_graded(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = oracle.grad_of
    off = lambda f, *args, wrt=0: tuple(1.001 * part for part in right(f, *args, wrt=wrt))  # noqa: E731
    for module in (oracle, autograder):  # the face keeps what was asked of it once
        monkeypatch.setattr(module, "grad_of", off)
    code, said = run(course)
    assert code == 1 and "nobody is graded" in said
