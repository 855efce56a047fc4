"""A question whose code relies on another that is wrong says which to fix first, and blames nothing that is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from homework import Homework
from shared import ROOT

from autograder.core.model import Verdict
from autograder.course.submission_file import read
from autograder.isolation.worker.trouble import Trouble
from autograder.judge.explain import first_to_fix, of_trouble
from autograder.student.local import staged

Grade = Callable[..., dict[str, Any]]

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py").read_text()


def question(result: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in result["questions"] if each["id"] == name)


def failing(result: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in question(result, name)["checks"] if each["verdict"] != "passed"]


@pytest.mark.slow
def test_wrong_values_that_come_from_another_question_say_so_at_home_and_have_no_name(tmp_path: Path) -> None:
    path = tmp_path / "hw4_loss.py"
    path.write_text(RIGHT + "\n_right = loss\ndef loss(w, b, X, y):\n    return len(y) * _right(w, b, X, y)\n")
    result = Homework.of("hw4_loss").run(path)
    assert {each["diagnosis"] for each in failing(result, "loss")} == {"no_mean"}
    assert question(result, "d_loss")["verdict"] == "passed"
    for check in failing(result, "train"):
        assert check["message"].endswith("(it relies on loss: fix loss first)")
        assert check["hint"] == "Fix loss first, then look here again." and check["diagnosis"] is None


@pytest.mark.parametrize(
    "raised",
    [
        ("NotInNumPy", "this homework is done without torch, which is not there when it is graded"),
        ("ModuleNotFoundError", "No module named 'torch'"),
        ("ModuleNotFoundError", "No module named 'torch.nn'"),
        ("ModuleNotFoundError", "import of torch halted; None in sys.modules"),
    ],
)
def test_the_use_of_pytorch_in_homework_in_numpy_is_forbidden(raised: tuple[str, str]) -> None:
    found = of_trouble(Trouble(*raised, []), "d_loss", 10)
    assert found.verdict is Verdict.FORBIDDEN and found.said.startswith("this homework is done without torch")
    assert of_trouble(Trouble("ModuleNotFoundError", "No module named 'scipy'", []), "f", 10).verdict is Verdict.ERROR


def test_a_right_function_is_not_blamed_for_what_it_was_given(grade: Grade) -> None:
    wrong = """
_right = d_loss
def train(w, b, X, y, learning_rate=0.1, steps=100):
    return loss(np.ones((3, 3, 3)), b, X, y)
"""
    messages = [check["message"] for check in failing(grade(RIGHT + wrong), "train")]
    assert messages and not any("relies" in message for message in messages)


def test_the_root_is_named_where_one_wrong_question_leads_to_the_next() -> None:
    uses = {"forward": (), "loss": ("forward",), "gradients": ("forward",), "train": ("loss", "gradients")}
    assert first_to_fix("train", set(uses), uses) == "forward"
    assert first_to_fix("train", {"gradients", "train"}, uses) == "gradients"
    assert first_to_fix("forward", set(uses), uses) == ""
    assert first_to_fix("a", {"a", "b"}, {"a": ("b",), "b": ("a",)}) == ""  # which first, nobody knows


USES = """
import functools
import numpy as np

def gradient(x):
    return x

def helper(x):
    return [inner(y) for y in x]

@functools.cache
def inner(y):
    return gradient(y)

def direct(x):
    return np.gradient(x)

def through(x):
    return (lambda: helper(x))()

class Net:
    def __init__(self): pass
    def forward(self, x): return self._step(x)
    def _step(self, x): return self.loss(x)
    def loss(self, x): return gradient(x)

def make():
    return Net()

def trained(net, x):
    return net.loss(x)
"""


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("gradient", []),
        ("direct", []),  # an attribute of NumPy's that is called like a question
        ("through", ["gradient"]),
        ("Net.forward", ["Net.loss"]),
        ("Net.loss", ["gradient"]),
        ("make", ["Net.init"]),
        ("trained", ["Net.loss"]),  # of an object that is passed
        ("missing", []),
    ],
)
def test_what_code_relies_on_is_found_through_helpers_and_methods(tmp_path: Path, name: str, used: list[str]) -> None:
    (tmp_path / "work.py").write_text(USES)
    asked = ["gradient", "direct", "through", "Net.init", "Net.forward", "Net.loss", "make", "missing"]
    assert staged(read(tmp_path / "work.py"), 5, []).uses(name, asked) == used


def test_a_method_relies_on_its_class_where_that_is_a_question(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("class Value:\n    def backward(self): pass\n")
    assert staged(read(tmp_path / "work.py"), 5, []).uses("Value.backward", ["Value", "Value.backward"]) == ["Value"]


def test_looking_for_helpers_runs_nothing_of_the_student_s(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("""
class Trap:
    def __getattribute__(self, name):
        raise SystemExit("sprung")
helper = Trap()
class Meta(type):
    def __getattribute__(self, name):
        raise SystemExit("sprung")
class Net(metaclass=Meta): pass
def f(x):
    return helper(x)
""")
    stage = staged(read(tmp_path / "work.py"), 5, [])
    assert stage.uses("f", ["f", "Net.init"]) == [] and stage.uses("Net.init", ["f"]) == []


def test_where_no_value_is_wrong_the_hint_is_not_about_values(grade: Grade) -> None:
    result = grade(
        RIGHT + "\n_right = loss\ndef loss(w, b, X, y):\n    X *= 1.5\n    return _right(w, b, X / 1.5, y)\n"
    )
    assert {"Which line of yours writes into an argument, as x[i] = ... and x += ... do?"} == {
        check["hint"] for check in failing(result, "loss") if check["verdict"] == "mutated_input"
    }
