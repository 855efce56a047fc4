"""A verdict is decided in one place: each of these gets the same one, in the same words, at home and when graded."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from homework import Homework, public

Grade = Callable[..., dict[str, Any]]

RIGHT = """
import numpy as np
def loss(w, b, X, y):
    return float(np.mean((y - np.maximum(0, X @ w + b)) ** 2))
def d_loss(w, b, X, y):
    z = X @ w + b
    r = 2 / len(y) * np.where(z > 0, z - y, 0.0)
    return r @ X, float(r.sum())
def train(w, b, X, y, learning_rate=0.1, steps=100):
    w, losses = w.copy(), []
    for _ in range(steps):
        losses.append(loss(w, b, X, y))
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, np.array(losses)
"""
NET = """
import numpy as np
class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(0, np.sqrt(2 / input_dim), (input_dim, hidden_dim)); self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(0, np.sqrt(2 / hidden_dim), (hidden_dim, output_dim)); self.b2 = np.zeros(output_dim)
    def forward(self, X):
        return np.maximum(0, X @ self.W1 + self.b1) @ self.W2 + self.b2
"""
AUTOGRAD = """
import torch
class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(CTX w, b, X, y):
        z = X @ w + b
        SAVE
        return ((y - torch.relu(z)) ** 2).mean()
    @staticmethod
    def backward(ctx, grad_output):
        return None, None, None, None
"""


@pytest.fixture(scope="module")
def homeworks() -> Callable[[str], Homework]:
    """An assignment at home, made once."""
    made: dict[str, Homework] = {}

    def homework(name: str) -> Homework:
        if name not in made:
            made[name] = Homework.of(name)
        return made[name]

    return homework


@pytest.fixture
def both(
    grade: Grade, homeworks: Callable[[str], Homework], tmp_path: Path
) -> Callable[[str, str], list[dict[str, Any]]]:
    """The failing public checks of a text, which were compared with those at home; a question's first one each."""

    def both(text: str, assignment: str) -> list[dict[str, Any]]:
        graded = grade(text, assignment)
        with warnings.catch_warnings(action="ignore"):
            home = public(homeworks(assignment).run(tmp_path / f"{assignment}.py"))
        said = public(graded)
        assert {check: home[check]["verdict"] for check in said} == {check: said[check]["verdict"] for check in said}
        failing = [check for check in said.values() if check["verdict"] == "error"]
        assert [home[check]["message"] for check in said if said[check]["verdict"] == "error"] == [
            check["message"] for check in failing
        ]
        return failing

    return both


@pytest.mark.parametrize(
    ("assignment", "text", "said"),
    [
        (
            "hw4_loss",
            RIGHT.replace("def loss(w, b, X, y):", "def loss(w, b, X):").replace("y - np", "X[:, 0] - np"),
            "loss takes (w, b, X); the task calls it as loss(w, b, X, y)",
        ),
        (
            "hw4_loss",
            RIGHT.replace("def d_loss", "def _d_loss") + "\nd_loss = 3\n",
            "d_loss is an int, and the task calls it",
        ),
        (
            "hw4_loss",
            RIGHT.replace("def d_loss", "def _d_loss") + "\nd_loss = [_d_loss]\n",
            "d_loss is a list, and the task calls it",
        ),
        (
            "hw4_loss",
            RIGHT.replace(", learning_rate=0.1, steps=100", ""),
            "train takes (w, b, X, y); the task calls it as train(w, b, X, y, learning_rate, steps)",
        ),
        (
            "hw4_loss",
            RIGHT.replace("    z = X", "    assert w.ndim == 2, 'w is flat'\n    z = X"),
            "AssertionError: w is flat",
        ),
        ("hw4_loss", RIGHT.replace("    z = X", "    raise SystemExit(3)\n    z = X"), "SystemExit: 3"),
        (
            "hw5_backprop",
            NET.replace(", seed=0", "").replace("(seed)", "(0)"),
            "SimpleNN takes (input_dim, hidden_dim, output_dim); the task calls it as "
            "SimpleNN(input_dim, hidden_dim, output_dim, seed)",
        ),
        (
            "hw5_backprop",
            NET.replace("forward(self, X)", "forward(X)").replace("self.W1 + self.b1) @ self.W2 + self.b2\n", "1)\n"),
            "SimpleNN.forward takes (X), without self; the task calls it as SimpleNN.forward(X)",
        ),
        ("hw5_backprop", NET.replace("self.b1 = np.zeros(hidden_dim)", "pass"), "object has no attribute 'b1'"),
        ("hw6_autograd", AUTOGRAD.replace("CTX ", "").replace("SAVE", "pass"), "positional arguments but 5 were given"),
        (
            "hw6_autograd",
            AUTOGRAD.replace("CTX ", "ctx, ").replace("SAVE", "z = z.reshape(3, 5, 7)"),
            "shape '[3, 5, 7]' is invalid",
        ),
    ],
    ids=[
        "a parameter too few",
        "a number",
        "a list",
        "two parameters too few",
        "an assert of the student's",
        "an exit",
        "a constructor without seed",
        "a method without self",
        "an attribute that is not there",
        "a forgotten ctx",
        "torch's own error in a harness",
    ],
)
def test_what_ends_a_call_is_the_student_s_at_home_and_when_graded(
    both: Callable[[str, str], list[dict[str, Any]]], assignment: str, text: str, said: str
) -> None:
    failing = both(text, assignment)
    assert failing and any(said in check["message"] for check in failing), failing
    assert not any("check itself failed" in check["message"] for check in failing)


def test_an_answer_too_large_to_be_sent_says_so_and_costs_no_worker(grade: Grade) -> None:
    result = grade(RIGHT.replace("return r @ X, float(r.sum())", "return [np.zeros(4_000_000) for _ in range(3)]"))
    check = result["questions"][1]["checks"][0]
    assert check["verdict"] == "error" and "at most 64 MB can be sent" in check["message"]
    assert result["questions"][0]["verdict"] == "passed"


def test_the_time_is_the_question_s_and_is_told(grade: Grade) -> None:
    endless = RIGHT + "\n\ndef train(*inputs):\n    while True:\n        pass\n"
    check = grade(endless)["questions"][2]["checks"][0]
    assert check["verdict"] == "timeout"
    assert "it ran too long and was stopped: this question has 10 s" in check["message"]


def test_a_slip_in_one_part_costs_that_part_at_home_and_when_graded(
    grade: Grade, homeworks: Callable[[str], Homework], tmp_path: Path
) -> None:
    text = RIGHT.replace("return r @ X, float(r.sum())", "return r @ X, float(r.sum()) * len(y)")
    graded = grade(text)["questions"][1]
    (tmp_path / "hw4_loss.py").write_text(text)
    home = homeworks("hw4_loss").run(tmp_path / "hw4_loss.py")["questions"][1]
    assert (graded["score"], graded["verdict"]) == (25.0, "wrong_value")
    assert {check["id"]: check["parts"] for check in home["checks"]} == {
        check["id"]: check["parts"] for check in graded["checks"] if check["visibility"] == "public"
    }
    assert {tuple(check["parts"].values()) for check in graded["checks"]} == {(0.5, 0.0)}
