"""Error carried forward: what fails because of another question is judged with a right answer to it, and only then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from shared import ROOT

from autograder.core.model import Verdict
from autograder.course.course import load_assignment
from autograder.course.submission_file import read
from autograder.grading.bench import Bench
from autograder.isolation.wire import ProtocolError
from autograder.isolation.worker.lending import Loan
from autograder.judge import carried
from autograder.judge.carried import Answers, Carrier, Lender, in_a_circle

Grade = Callable[..., dict[str, Any]]
HEAD = "import numpy as np\n"
LOSS = "def loss(w, b, X, y):\n    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)\n"
D_LOSS = """def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return X.T @ e, e.sum()
"""
TRAIN = """def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, losses
"""
SIGN = D_LOSS.replace("z - y", "y - z")
HW1 = {
    "numerical_gradient": "def numerical_gradient(f, x, eps=1e-5):\n    return jacobian(f, x, eps)[0]\n",
    "jacobian": "def jacobian(f, x, eps=1e-5):\n    return np.atleast_2d(numerical_gradient(f, x, eps))\n",
    "hessian": "def hessian(f, x, eps=1e-4):\n    return jacobian(lambda z: numerical_gradient(f, z, eps), x, eps)\n",
    "gradient_check": "def gradient_check(f, grad, x, eps=1e-5):\n    raise NotImplementedError\n",
}
FLAT = """def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    flat = lambda z: f(z.reshape(x.shape))
    return jacobian(flat, x.ravel(), eps)[0].reshape(x.shape)
"""


def judged(result: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Question -> verdict and whose right answers it was given."""
    return {each["id"]: (each["verdict"], each.get("carried", [])) for each in result["questions"]}


@pytest.mark.parametrize(
    ("d_loss", "train"),
    [
        (SIGN, TRAIN),
        ("", TRAIN),
        ("def d_loss(w, b, X, y):\n    raise NotImplementedError\n", TRAIN),
        ("def d_loss(w, b, X, y):\n    return 1 / 0\n", TRAIN),
        ("def d_loss(w, b, X, y):\n    return X, X\n", TRAIN),
        ("def d_loss(w, b, X, y):\n    import os\n    os._exit(0)\n", TRAIN),
        ("d_loss = lambda w, b, X, y: (0 * w, 0.0)\n", TRAIN.replace("steps=100", "steps=100, d_loss=d_loss")),
        ("", TRAIN.replace("steps=100", "steps=100, slope=d_loss").replace("= d_loss(", "= slope(")),
        (SIGN, TRAIN.replace("d_loss(", "globals()['d_' + 'loss'](")),
    ],
    ids=["sign", "missing", "a stub", "raises", "shape", "ends its process", "bound early", "bound, and missing", "looked up"],
)  # fmt: skip
def test_train_is_right_given_a_right_d_loss(grade: Grade, d_loss: str, train: str) -> None:
    result = grade(HEAD + LOSS + d_loss + train)
    assert judged(result)["train"] == ("passed", ["d_loss"])
    assert judged(result)["loss"] == ("passed", []) and not judged(result)["d_loss"][1]
    assert result["score"] == sum(each["max_score"] for each in result["questions"] if each["id"] != "d_loss")


def test_two_that_are_wrong_at_once_are_both_lent(grade: Grade) -> None:
    result = grade(HEAD + LOSS.replace("mean", "sum") + SIGN + TRAIN)
    assert judged(result)["train"] == ("passed", ["loss", "d_loss"])


def test_what_is_wrong_by_itself_is_named_and_nothing_of_the_earlier_mistake_is_charged(grade: Grade) -> None:
    uphill = TRAIN.replace("w - learning_rate", "w + learning_rate").replace("b - learning_rate", "b + learning_rate")
    result = grade(HEAD + LOSS + D_LOSS.replace(" / len(y)", "") + uphill)
    (train,) = (each for each in result["questions"] if each["id"] == "train")
    wrong = [check for check in train["checks"] if check["verdict"] != "passed"]
    assert train["carried"] == ["d_loss"] and {check["diagnosis"] for check in wrong} == {"uphill"}
    assert not any(check["relies_on"] for check in wrong)


def test_what_calls_nothing_wrong_is_not_carried_and_keeps_its_name(grade: Grade) -> None:
    own = D_LOSS.replace("d_loss", "_slope") + SIGN + TRAIN.replace("d_loss", "_slope").replace("* dw", "* 2 * dw")
    (train,) = (each for each in grade(HEAD + LOSS + own)["questions"] if each["id"] == "train")
    assert train["verdict"] == "wrong_value" and "carried" not in train
    assert not any(check["relies_on"] for check in train["checks"])


def test_a_chain_of_three_is_right_given_what_is_wrong_in_it(grade: Grade) -> None:
    text = (ROOT / "assignments/hw5_backprop/submissions/wrong/typo_in_init.py").read_text().replace("hiden", "hidden")
    result = grade(
        text.replace("np.maximum(0, X @ self.W1 + self.b1) @", "np.maximum(0, X @ self.W1) @"), "hw5_backprop"
    )
    for name in ("loss", "gradients", "backward", "train"):
        assert judged(result)[f"SimpleNN.{name}"] == ("passed", ["SimpleNN.forward"])


def test_evaluations_are_counted_when_the_function_goes_through_what_is_lent(grade: Grade) -> None:
    result = grade(HEAD + FLAT + "def jacobian(f, x, eps=1e-5):\n    return np.zeros((1, len(x)))\n", "hw1_numerical")
    assert judged(result)["numerical_gradient"] == ("passed", ["jacobian"])
    wrong = "def jacobian(f, x, eps=1e-5):\n    return np.zeros((1, len(x)))\n"
    result = grade(
        HEAD + FLAT.replace("    return", "    jacobian(flat, x.ravel())\n    return") + wrong, "hw1_numerical"
    )
    assert judged(result)["numerical_gradient"] == ("too_many_evaluations", ["jacobian"])


def test_questions_that_lean_on_each_other_in_a_circle_are_right_for_nothing_but_one(grade: Grade) -> None:
    result = grade(HEAD + "".join(HW1.values()), "hw1_numerical")
    assert judged(result)["jacobian"] == ("error", [])
    points = {each["id"]: each["max_score"] for each in result["questions"]}
    assert result["score"] <= sum(points.values()) - points["jacobian"] - points["gradient_check"]


def test_a_circle_is_found_however_long_it_is() -> None:
    assert in_a_circle({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": ["f"]}) == {"a", "b", "c"}


ASKING = '''
import builtins, glob
SEEN = []
def loss(w, b, X, y):
    return 0.0
def d_loss(w, b, X, y):
    for name in ("/tmp/lent", "/dev/shm/lent"):
        try:
            SEEN.append(open(name).read())
        except OSError:
            pass
    known = getattr(builtins, "lent", None) or SEEN or globals().get("KEPT")
    return (known, known) if known else (0 * w, 0.0)
def train(w, b, X, y, learning_rate=0.1, steps=100):
    global KEPT
    KEPT = builtins.lent = d_loss(w, b, X, y)
    for name in ("/tmp/lent", "/dev/shm/lent"):
        try:
            open(name, "w").write(repr(KEPT))
        except OSError:
            pass
    for _ in range(100):
        d_loss(w, b, X, y)
    return w, b, np.zeros(steps)
'''  # fmt: skip


def test_what_code_learns_where_it_is_lent_something_earns_nothing_elsewhere(grade: Grade) -> None:
    result = grade(HEAD + ASKING)
    assert result["score"] == 0.0 and judged(result)["d_loss"][0].startswith("wrong")


SELF = """
import gc, types
def loss(w, b, X, y):
    return 0.0
def d_loss(w, b, X, y):
    for found in gc.get_objects():
        if type(found).__name__ == "Lending":
            for number in range(-3, 9):
                try:
                    value = found._borrow(number, (w, b, X, y), {}, {})[0]
                except TypeError:
                    continue
                if isinstance(value, tuple) and len(value) == 2:
                    return value
    return 0 * w, loss(w, b, X, y)
"""


def test_a_question_that_asks_the_judge_for_its_own_answer_gets_none(grade: Grade) -> None:
    result = grade(HEAD + SELF)
    assert result["score"] == 0.0 and judged(result)["d_loss"][0] in ("wrong_value", "crashed")


@pytest.fixture
def carrier(bench: Bench) -> Iterator[Callable[[bool], Carrier]]:
    made: list[Carrier] = []

    def carrier(carried: bool) -> Carrier:
        assignment = load_assignment(ROOT / "assignments/hw4_loss")
        assignment = replace(assignment, questions=tuple(replace(q, carried=carried) for q in assignment.questions))
        work = read(ROOT / "assignments/hw4_loss/hw4_loss.py")
        made.append(Carrier(assignment, {}, {}, work, work, bench._workers(assignment), Answers()))
        return made[-1]

    yield carrier
    for each in made:
        each.close()


def test_a_question_that_is_to_be_charged_all_the_same_is_lent_nothing(carrier: Callable[[bool], Carrier]) -> None:
    wrong = {"d_loss": Verdict.ERROR, "train": Verdict.WRONG_VALUE}
    train = carrier(True)._assignment.question("train")
    assert carrier(True).session(train, wrong) is not None
    assert carrier(False).session(replace(train, carried=False), wrong) is None
    assert carrier(True).session(train, {"train": Verdict.ERROR}) is None, "nothing else is wrong"


class NoReference:
    """What must not be asked."""

    def call(self, *given: Any) -> Any:
        raise AssertionError(given)


def test_what_is_lent_is_counted_and_bounded_and_what_is_not_a_question_is_refused() -> None:
    asked = load_assignment(ROOT / "assignments/hw4_loss").questions
    lender = Lender(asked[:1], [Loan("loss", 0)], NoReference(), Answers(), 0)  # type: ignore[arg-type]
    assert lender.called == ()
    assert lender.answer(["lent", 0, [], {}, {}], b"", print, None) == [
        "refused",
        "loss() may be called at most 0 times here",
    ]
    assert lender.called == ("loss",)
    lender.answers.keep(b"loss", "loss", b"right")
    lender.answers.keep(b"train", "train", b"right")
    assert lender.known(b"loss") is None, "one too many"
    lender.most = 2
    assert lender.known(b"train") is None, "not lent here"
    assert lender.known(b"loss") == b"right" and lender.known(b"loss") is None and lender.counts == {"loss": 2}
    for request in (["lent", 1, [], {}, {}], ["lent", -1, [], {}, {}], ["lent", True, [], {}, {}], ["lent", 0, [], {}]):
        with pytest.raises(ProtocolError):
            lender.answer(request, b"", print, None)


def test_replies_are_kept_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MAX_KEPT", 2000)
    answers = Answers()
    for number in range(3):
        answers.keep(b"%d" % number, "loss", b"x" * 600)
    assert [answers.get(b"%d" % number) is not None for number in range(3)] == [True, True, True]
    answers.keep(b"3", "loss", b"x" * 600)
    assert [answers.get(b"%d" % number) is not None for number in range(4)] == [False, False, False, True]
    answers.keep(b"4", "loss", b"x" * 3000)
    assert answers.get(b"4") is None
