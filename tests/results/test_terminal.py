"""A student's card says when a question will be judged with a right answer to another, and when it was."""

from __future__ import annotations

import io
from typing import Any

import pytest

from autograder.results import terminal
from autograder.results.card import Asked, home_page

CHECK = {
    "id": "test_public::test_one_step", "title": "One step.", "visibility": "public", "score": 0.0, "max_score": 5.0,
    "verdict": "wrong_value", "message": "w[0]: expected 1, got 2", "where": "w[0]", "expected": "1", "got": "2",
    "hint": "Fix d_loss first, then look here again.", "diagnosis": None, "counterexample": None, "notes": [],
}  # fmt: skip


def shown(later: list[str], check: dict[str, Any], **question: Any) -> str:
    found = {"id": "train", "title": "Descent", "score": 0.0, "max_score": 5.0, "verdict": "wrong_value"} | question
    result: Any = {"questions": [found | {"checks": [CHECK | check]}]}
    said = io.StringIO()
    page = home_page(result, "hw4", [], Asked(1, ladders={"train": ["Which step?"]}, carried=later))
    terminal.console(file=said).print(terminal.home_page(page))
    return " ".join(said.getvalue().split())


@pytest.mark.parametrize(("carried", "told"), [(["train"], True), ([], False)], ids=["carried", "charged all the same"])
def test_at_home_a_question_that_relies_on_a_wrong_one_says_how_it_is_graded(carried: list[str], told: bool) -> None:
    said = shown(carried, {"relies_on": "d_loss"})
    assert ("when graded, train is judged with a right d_loss" in said) is told
    assert "when graded" not in shown(carried, {})


def test_a_question_that_was_given_a_right_answer_to_another_says_so() -> None:
    assert "right, given a right d_loss" in shown([], {"verdict": "passed"}, verdict="passed", carried=["d_loss"])
    assert "judged with a right d_loss, which yours calls" in shown([], {}, carried=["d_loss"])
