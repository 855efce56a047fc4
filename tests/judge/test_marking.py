"""What is run of a submission, and how often: nothing twice that no mark and no word hangs on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from shared import ROOT

from autograder.grading.bench import Bench
from autograder.isolation.supervisor import Worker, Workers
from autograder.judge import marking
from autograder.judge.ports import RemotePort

Grade = Callable[..., dict[str, Any]]
RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py").read_text(encoding="utf-8")
SIGN = (ROOT / "assignments/hw4_loss/submissions/wrong/sign.py").read_text(encoding="utf-8")
BIAS_STAYS = SIGN.replace("        b = b - learning_rate * db\n", "")
UNCALLED = SIGN.replace("dw, db = d_loss(w, b, X, y)", "dw, db = (w, b) if True else d_loss(w, b, X, y)")


@pytest.fixture
def ran(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each check was run."""
    bench.judge("hw4_loss")  # which grades the reference first
    ran = Counter[str]()
    call = marking.call_check

    def noted(check: Any, *others: Any) -> None:
        ran[check.id] += 1
        call(check, *others)

    monkeypatch.setattr(marking, "call_check", noted)
    return ran


@pytest.fixture
def forks(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The workers that were started."""
    bench.judge("hw4_loss")
    started: list[str] = []
    fork = Workers.fork

    def noted(self: Workers) -> Worker:
        started.append(self.flavour)
        return fork(self)

    monkeypatch.setattr(Workers, "fork", noted)
    return started


def question(result: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in result["questions"] if each["id"] == name)


def of_train(ran: Counter[str], result: dict[str, Any]) -> list[int]:
    return [ran[check["id"]] for check in question(result, "train")["checks"]]


def test_what_is_right_given_what_it_calls_is_not_run_by_itself_beyond_its_first_failure(
    grade: Grade, ran: Counter[str]
) -> None:
    result = grade(SIGN)
    assert question(result, "train")["carried"] == ["d_loss"]
    times = of_train(ran, result)
    assert times[0] == 2 and set(times[1:]) == {1}


@pytest.mark.parametrize(("text", "lent"), [(BIAS_STAYS, ["d_loss"]), (UNCALLED, None)])
def test_what_is_wrong_even_so_is_run_by_itself_to_the_end(
    grade: Grade, ran: Counter[str], text: str, lent: list[str] | None
) -> None:
    assert text != SIGN
    result = grade(text)
    train = question(result, "train")
    assert train.get("carried") == lent and set(of_train(ran, result)) == {2}
    assert "not_run" not in {check["verdict"] for check in train["checks"]}


def test_right_work_has_one_worker_and_each_check_is_run_once(
    grade: Grade, ran: Counter[str], forks: list[str]
) -> None:
    result = grade(RIGHT)
    assert result["score"] == result["max_score"] and set(ran.values()) == {1} and len(forks) == 1


def test_smaller_inputs_are_looked_for_in_the_worker_that_has_seen_no_hidden_check(
    grade: Grade, forks: list[str]
) -> None:
    wrong = RIGHT.replace("losses[t] = loss(w, b, X, y)", "losses[t] = 2 * loss(w, b, X, y)")
    grade(wrong)  # the small cases of a check are looked for once a run
    forks.clear()
    result = grade(wrong)
    train = question(result, "train")
    assert train["verdict"] != "passed" and len(forks) == 1
    assert any((check["counterexample"] or {}).get("small") for check in train["checks"])


REMEMBERS = """import numpy as np
SEEN = {}
def loss(w, b, X, y):
    return SEEN.setdefault((len(w), len(X)), np.mean((y - np.maximum(0, X @ w + b)) ** 2))
"""


def test_code_that_may_remember_is_asked_in_a_worker_of_its_own_so_that_no_mark_hangs_on_it(
    grade: Grade, forks: list[str]
) -> None:
    whole = question(grade(REMEMBERS), "loss")
    forks.clear()
    marks = question(grade(REMEMBERS, smaller=False), "loss")
    assert marks["verdict"] == "wrong_value" and marks["score"] == whole["score"] and len(forks) == 1
    assert question(grade(REMEMBERS), "loss") == whole and len(forks) == 3


HW1 = """import numpy as np
def jacobian(f, x, eps=1e-5):
    return np.zeros((1, len(x)))
def numerical_gradient(f, x, eps=1e-5):
    {before}return jacobian(f, x, eps)[0]
"""


@pytest.mark.parametrize(("before", "verdict"), [("", "passed"), ("jacobian(f, x, eps); ", "too_many_evaluations")])
def test_a_function_of_the_judge_s_that_is_passed_on_is_asked_by_the_judge_and_counted(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, before: str, verdict: str
) -> None:
    sent: list[str] = []
    exchange = RemotePort._exchange

    def noted(self: RemotePort, request: list[Any], *others: Any) -> list[Any]:
        sent.append(request[0])
        return exchange(self, request, *others)

    monkeypatch.setattr(RemotePort, "_exchange", noted)
    result = question(grade(HW1.format(before=before), "hw1_numerical"), "numerical_gradient")
    flat = [check for check in result["checks"] if "matrix" not in check["id"] and "shape" not in check["id"]]
    assert "evaluate" not in sent
    assert verdict in {check["verdict"] for check in flat}
    assert result["carried"] == ["jacobian"]
