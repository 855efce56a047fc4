"""What data the cases of a question have is seen in the calls that its checks make."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from shared import ROOT, SEED

from autograder import cli, lend
from autograder.checks.comparison import Call
from autograder.core.model import Check, Question
from autograder.core.values import Tensor
from autograder.grading.data_coverage import Coverage, covered

ONES, X = np.array([1.5, -2.0]), np.array([[0.0, 1.0, 1.0], [2.5, 3.0, 4.0]])


def check(name: str, visibility: str = "public") -> Check:
    return Check(f"test_{visibility}::{name}", "f", "", visibility, 1, lambda: None)


def asked(*calls: tuple[Check, dict[str, Any], int | None], signature: str = "f(X, y, rate=0.1)") -> Coverage:
    """What calls of a question cover: each its check, its inputs, and its object."""
    name = signature.partition("(")[0]
    question = Question(name, "", signature, Fraction(1), ("",))
    return covered(question, [(one, Call(name, inputs, (), (), name, owner)) for one, inputs, owner in calls])


A, HIDDEN = check("a"), check("b", "hidden")


def test_sizes_and_entries_are_counted_by_call() -> None:
    found = asked((A, {"X": X, "y": ONES, "rate": 0.0}, None), (A, {"X": np.ones((40, 40)), "y": ONES}, None))
    assert (found.calls, found.counts["size 2"], found.counts["over 32"], found.counts["equal sizes"]) == (2, 2, 1, 1)
    assert (found.counts["0"], found.counts["negative"], found.counts["repeated"]) == (1, 2, 2)
    assert "size 1" in found.gaps and "rate is 0" not in found.counts


def test_what_cannot_occur_is_no_gap() -> None:
    counts = asked((A, {"w": ONES, "b": 1.0}, None), signature="f(w, b)").counts
    assert "equal sizes" not in counts and "other targets" not in counts and "other objects" not in counts
    assert (counts["b is 0"], counts["b is 1"]) == (0, 1)


def test_tensors_and_dicts_of_them_are_looked_into() -> None:
    params = {"W1": Tensor(np.zeros((3, 3))), "b": Tensor(np.array(-1.0))}
    counts = asked((A, {"params": params, "b": Tensor(np.array(0.0))}, None), signature="f(params, b)").counts
    assert (counts["equal sizes"], counts["b is 0"]) == (1, 1)


def test_state_is_seen_in_what_is_asked_again() -> None:
    twice = asked((A, {"X": X, "y": ONES}, None), (A, {"X": X.copy(), "y": ONES}, None))
    assert (twice.counts["asked twice"], twice.counts["other targets"]) == (1, 0)
    other = asked((A, {"X": X, "y": ONES}, None), (A, {"X": X, "y": 2 * ONES}, None))
    assert (other.counts["asked twice"], other.counts["other targets"]) == (0, 1)
    objects = [(A, {"X": X, "y": ONES * n}, owner) for n, owner in enumerate((0, 1, 0))]
    assert asked(*objects, signature="Net.f(X, y)").counts["other objects"] == 1
    assert asked(*objects[:2], signature="Net.f(X, y)").counts["other objects"] == 0


@lend
def square(x: Any) -> Any:
    return (x**2).sum()


def test_a_case_of_a_hidden_or_counted_check_may_be_in_no_other() -> None:
    of_f = "f(f, X)"
    assert (
        asked((A, {"f": square, "X": X}, None), (check("c"), {"f": square, "X": X}, None), signature=of_f).shared == ()
    )
    hidden = asked((A, {"f": square, "X": X}, None), (HIDDEN, {"f": square, "X": X}, None), signature=of_f)
    counted = asked(
        (A, {"f": square, "X": X}, None), (check("c"), {"f": square.at_most(4), "X": X}, None), signature=of_f
    )
    assert hidden.shared == ("the same case is asked in test_public::a and test_hidden::b",)
    assert counted.shared == ("the same case is asked in test_public::a and test_public::c",)


def test_a_reason_lets_a_gap_stand() -> None:
    found = asked((A, {"X": X, "y": ONES}, None))
    stands = replace(found, question=replace(found.question, gaps={"over 32": "It would take too long."}))
    assert "over 32" in found.gaps and "over 32" not in stands.gaps
    assert stands.reasons == {"over 32": "It would take too long."}


@pytest.mark.slow
def test_the_command_prints_each_question_s_data_and_finds_no_gap_in_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = cli.main(["verify", "hw4_loss", "--data", "--seed", str(SEED)])
    assert code == 0 and "no gap without a reason" in said.getvalue() and "d_loss" in said.getvalue(), said.getvalue()
