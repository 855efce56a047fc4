"""What one submission may cost: of the judge's time and memory, of a result's size, and of other questions' workers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shared import ROOT, SEED, verdicts

from autograder.checks import compare as comparing
from autograder.checks.assertions import agree
from autograder.checks.check_run import COMPARING_SECONDS, NAMING_SECONDS, Failure, current_run, running
from autograder.checks.compare import StudentValue, Terms, compare, same
from autograder.checks.comparison import Call, ComparingTime
from autograder.checks.describe import READABLE, readable
from autograder.checks.mistakes import Mistake
from autograder.core.model import Check, Finding, Line, Result, Verdict
from autograder.core.values import Opaque
from autograder.course import submission_file
from autograder.course.submitted import Task
from autograder.grading import runner
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.isolation.supervisor import Worker, Workers
from autograder.judge.judge import Judge
from autograder.judge.session import MAX_CRASHES_IN_ALL, RELOAD_BUDGET
from autograder.results import store
from autograder.results.result_json import MAX_TEXT, result_json

linux = pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py").read_text()
ODD = "\U000e0001" * 40
MANY = [Mistake(f"times_{n}", says="", answers=lambda right, x, n=n: n * right, composes="scale") for n in range(2, 20)]
MANY += [Mistake("turned", says="", answers=lambda right, x: -right, composes="sign")]


def test_a_list_is_read_once_however_many_mistakes_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where two mistakes at once are, and where the list has the form that was asked for."""
    read = []
    numbers = comparing._numbers
    monkeypatch.setattr(comparing, "_numbers", lambda part: read.append(part) or numbers(part))
    for got in ([[1.0] * 3] * 4, [5.0, 5.0]):
        with running() as examination:
            current_run().calls.append(Call("f", {"x": 1.0}, (1.0,)))
            assert not agree(got, np.array([1.0, 2.0]), mistakes=MANY)
            looked_for = {each.id for each in examination.outcome().candidate_mistakes}
            assert looked_for - {"earlier_answer"} == {each.id for each in MANY}
    assert len([part for part in read if isinstance(part, list)]) == 2


@pytest.mark.parametrize(
    ("got", "verdict"),
    [
        ([[[[[1.0]]]]] * 3, Verdict.WRONG_SHAPE),
        ([[1.0] * 5, [1.0] * 4], Verdict.WRONG_SHAPE),
        ([np.zeros(4, "u1")] * 3 + [np.zeros(4, "c16")], Verdict.WRONG_DTYPE),
        ([[Opaque("f")] * 3] * 2, Verdict.WRONG_DTYPE),
    ],
)
def test_no_array_is_made_of_what_has_not_the_form_asked_for(
    monkeypatch: pytest.MonkeyPatch, got: Any, verdict: Verdict
) -> None:
    monkeypatch.setattr(comparing.Numbers, "array", property(lambda self: pytest.fail("an array was made")))
    mismatch, _ = compare(got, np.zeros((2, 3)), Terms())
    assert mismatch is not None and mismatch.verdict is verdict
    assert not same(StudentValue(got), np.zeros((2, 3)), Terms())


@pytest.mark.parametrize("got", [[2**64 - 1, -1], [2**63, 1.0], [True, 2], [np.array(1.0), 2], [], [[], []]])
def test_odd_numbers_in_a_list_are_those_of_its_array(got: list[Any]) -> None:
    numbers = StudentValue(None).numbers(got)
    assert isinstance(numbers, comparing.Numbers)
    assert (numbers.shape, numbers.dtype) == (numbers.array.shape, numbers.array.dtype)
    assert np.array_equal(numbers.array, np.stack([np.asarray(part) for part in got]) if got else np.zeros(0))


def test_of_a_dict_the_first_keys_are_named_and_the_first_letters_of_each() -> None:
    mismatch, _ = compare({chr(1) * 100_000 + str(n): 0 for n in range(80)}, {"W1": np.zeros(2)}, Terms())
    assert mismatch is not None
    assert len(mismatch.got) < 600 and mismatch.got.endswith("and 70 more")
    mismatch, _ = compare({"W2": 0, "b1": 0}, {"W1": np.zeros(2)}, Terms())
    assert mismatch is not None and mismatch.got == "a dict with W2, b1"


@pytest.mark.parametrize(
    "value",
    [
        [[[ODD] * 48] * 48] * 40,
        [[[1 / 3] * 48] * 48] * 48,
        [[[[]] * 48] * 48] * 48,
        {f"{n:02}{ODD}": {f"{m:02}{ODD}": [ODD] * 48 for m in range(16)} for n in range(16)},
        [[Opaque(ODD * 5)] * 48] * 48,
        [[[-1.23457e-300] * 48] * 48] * 48,
    ],
)
def test_what_is_shown_of_a_value_is_bounded_in_all_and_not_by_level(value: Any) -> None:
    assert len(json.dumps(readable(value))) < 4 * READABLE


def test_what_a_student_is_to_read_is_shown_whole() -> None:
    weights = {name: np.full((6, 8), -0.123456) for name in ("W1", "b1", "W2", "b2")}
    assert readable(weights) == {name: array.tolist() for name, array in weights.items()}
    assert readable(([1.0, float("nan")], None, True, "a")) == [[1.0, "nan"], None, True, "the string 'a'"]
    shown = readable([[1.0] * 48] * 48)
    assert shown[0] == [1.0] * 48 and shown[-1] == "…"


def test_after_some_time_no_mistake_is_looked_for_and_the_verdict_stands() -> None:
    asked = []
    mistake = Mistake("twice", says="Twice.", answers=lambda right, x: asked.append(x) or 2 * right)
    for spent, looked_for in ((0.0, ["twice", "earlier_answer"]), (NAMING_SECONDS + 1, [])):
        with running(patience=ComparingTime(spent)) as examination:
            current_run().calls.append(Call("f", {"x": 1.0}, (1.0,)))
            agree(4.0, 2.0 + spent, mistakes=[mistake])
            finding = examination.outcome()
        assert finding.verdict is Verdict.WRONG_VALUE
        assert [each.id for each in finding.candidate_mistakes] == looked_for
    assert len(asked) == 1


@pytest.mark.parametrize(("first", "verdict"), [(1.0, Verdict.TIMEOUT), (7.0, Verdict.WRONG_VALUE)])
def test_after_more_time_a_check_ends_with_what_it_found_and_never_passes(first: float, verdict: Verdict) -> None:
    patience = ComparingTime()
    with running(patience=patience):
        agree(first, 1.0)
        patience.spent = COMPARING_SECONDS + 1
        with pytest.raises(Failure) as failure:
            agree(1.0, 1.0)
    assert failure.value.finding.verdict is verdict


@linux
def test_the_checks_of_a_question_share_its_patience_and_another_question_has_its_own(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(self: ComparingTime, *_: object) -> None:
        self.spent += COMPARING_SECONDS if current_run().calls[-1].target == "d_loss" else 0.0

    bench.judge("hw4_loss")
    monkeypatch.setattr(ComparingTime, "__exit__", impatient)
    monkeypatch.setattr(ComparingTime, "__enter__", lambda self: None)
    path = tmp_path / "hw4_loss.py"
    path.write_text(RIGHT)
    found = verdicts(result_json(bench.grade(Task("ada", "hw4_loss", path))))
    assert found == {"loss": "passed", "d_loss": "timeout", "train": "passed"}


# ------------------------------------------------------------------------------------------- results


def test_no_text_of_a_result_is_longer_than_a_page() -> None:
    line = Line("f" * 255, 1, "l" * 10**6)
    finding = Finding(Verdict.ERROR, "m" * 10**6, where="w" * 10**6, expected="e" * 10**6, got="g" * 10**6, line=line)
    result = result_json(_result(finding))
    (check,) = result["questions"][0]["checks"]
    assert all(len(check[key]) == MAX_TEXT for key in ("message", "said", "where", "expected", "got"))
    assert len(json.dumps(result)) < 20_000


def _result(finding: Finding) -> Result:
    from autograder.core.model import CheckResult, QuestionResult
    from autograder.course.course import Course

    assignment = Course(ROOT).assignment("hw4_loss")
    question = assignment.questions[0]
    check = Check("c", question.id, "title", "public", 1, lambda: None)
    checks = (CheckResult(check, finding, question.points, ("n" * 10**6,)),)
    return Result(assignment, "ada", "", 1, "cpu", "strict", (QuestionResult(question, checks),), 1.0)


@linux
def test_a_result_that_is_too_large_keeps_its_marks_and_loses_its_details(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 6_000)
    task = Task("ada", "hw4_loss", ROOT / "assignments/hw4_loss/submissions/wrong/kink.py")
    whole = result_json(bench.grade(task))
    row = runner.grade_to_file(task, bench, tmp_path)
    written = store.read(tmp_path / "ada/hw4_loss.json")
    assert len(store.readable_json(whole)) > 6_000 and written == row
    assert (written["score"], verdicts(written)) == (whole["score"], verdicts(whole))
    assert "the details are left out" in written["notes"][0]
    checks = [check for question in written["questions"] for check in question["checks"]]
    assert not any(check["counterexample"] for check in checks) and any(check["diagnosis"] for check in checks)


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_judges_hand_back_what_the_table_shows_unless_all_is_asked_for(tmp_path: Path, jobs: int) -> None:
    wrong = sorted((ROOT / "assignments/hw4_loss/submissions/wrong").glob("*.py"))[:4]
    tasks = [Task(path.stem, "hw4_loss", path) for path in wrong]
    for whole in (False, True):
        rows = list(runner.run(tasks, Settings(ROOT, SEED), tmp_path / str(whole), jobs, whole=whole))
        assert [("seed" in row, "look_at" in row) for row in rows] == [(whole, not whole)] * 4


# -------------------------------------------------------------------------------------------- breaks


@dataclass(frozen=True)
class CountedWorkers(Workers):
    """Workers, and which of them were forked so far."""

    forked: list[Worker] = field(default_factory=list)

    def fork(self) -> Worker:
        self.forked.append(super().fork())
        return self.forked[-1]


@pytest.fixture
def forks(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[dict[str, Any], int]]:
    """Grade a text with limits of this test's own: the result, and how many workers it took."""

    def grade(text: str, assignment: str = "hw4_loss", **limits: float) -> tuple[dict[str, Any], int]:
        judge = bench.judge(assignment)
        own = Judge(
            replace(judge.assignment, limits=replace(judge.assignment.limits, **limits)),
            [check for checks in judge._checks.values() for check in checks],
            judge.cases,
        )
        workers = CountedWorkers(bench.supervisor, "numpy", own.assignment.limits)

        work = submission_file.SubmissionFile(
            tmp_path / f"{assignment}.py", assignment, ((f"{assignment}.py", text),), ""
        )
        return result_json(own.grade(work, "ada", workers)), len(workers.forked)

    return grade


@linux
def test_a_question_that_crashes_costs_no_other_even_where_the_file_takes_long_to_load(forks: Any) -> None:
    text = f"import os, time\ntime.sleep(1.6)\n{RIGHT}\ndef loss(*_):\n    os._exit(1)\n"
    text += "def train(w, b, X, y, learning_rate=0.1, steps=100):\n    raise ValueError('mine')\n"
    result, workers = forks(text, load_seconds=3.0)
    assert verdicts(result) == {"loss": "crashed", "d_loss": "passed", "train": "error"}
    assert workers == 2
    said = [check["message"] for check in result["questions"][0]["checks"]]
    assert "ended itself in loss" in said[0]
    assert all("takes 2 s to be run again; the rest of the question was not run" in message for message in said[1:])


@linux
def test_a_file_is_not_run_again_for_ever(forks: Any) -> None:
    """Each question ends its worker: what loading may take, it takes once and twice more, and then no more."""
    text = "import os, time\ntime.sleep(0.9)\ndef loss(*_):\n    os._exit(1)\nd_loss = train = loss\n"
    result, workers = forks(text, load_seconds=1.2)
    assert result["score"] == 0 and set(verdicts(result).values()) == {"crashed"}
    assert workers == 3 and result["timings"]["load"] < (1 + RELOAD_BUDGET) * 1.2 + 1
    text = text.replace("0.9", "0.7")
    _, workers = forks(text + "def train(*_):\n    return 1\n", load_seconds=1.0)
    assert workers == 3


@linux
def test_many_questions_that_crash_cost_the_last_one_nothing(forks: Any) -> None:
    lesson = ROOT / "assignments/hw2_jacobians/hw2_jacobians.py"
    names = [f"d_{name}" for name in ["add", "sub", "mul", "div", "add_scalar", "mul_scalar", "sum"]]
    text = f"{lesson.read_text()}\ndef crash(*_):\n    __import__('os')._exit(1)\n{' = '.join(names)} = crash\n"
    result, workers = forks(text, "hw2_jacobians")
    found = verdicts(result)
    assert {found[name] for name in names} == {"crashed"}
    assert (found["chain"], found["d_quadratic"]) == ("passed", "passed")
    assert workers <= 1 + MAX_CRASHES_IN_ALL + len(names)


@linux
def test_a_break_gives_a_question_no_new_time(forks: Any) -> None:
    text = f"{RIGHT}\ndef loss(*_):\n    import os, time\n    time.sleep(0.9)\n    os._exit(1)\n"
    result, _ = forks(text, question_seconds=1.0)
    found = [check["verdict"] for check in result["questions"][0]["checks"]]
    assert found[:2] == ["crashed", "timeout"] and set(found[2:]) == {"timeout"}


@linux
def test_a_file_that_is_run_again_says_nothing_more(forks: Any) -> None:
    """It could tell in a note what it saw in a hidden check before."""
    soon = time.time() + 2
    text = f"import os, time\n{RIGHT}\nquick = loss\ndef loss(*inputs):\n    if time.time() > {soon}:\n        os._exit(1)\n"
    text += (
        f"    time.sleep(0.4)\n    return quick(*inputs)\nif time.time() > {soon}:\n    raise ValueError('told 42')\n"
    )
    result, workers = forks(text)
    assert workers > 1 and "told" not in json.dumps(result)
