"""A result's JSON: one total, wherever it is added up."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.core.model import (
    PASSED,
    Assignment,
    Check,
    CheckResult,
    Finding,
    Limits,
    Question,
    QuestionResult,
    Result,
    Verdict,
    shares,
)
from autograder.results.consistency import contradictions
from autograder.results.result_json import CheckJson, ResultJson, result_json
from autograder.results.wording import parts_said

questions = st.lists(
    st.tuples(
        st.integers(1, 60),
        st.lists(
            st.tuples(st.integers(1, 9), st.sampled_from(["passed", "failed", "dw", "db"])), min_size=1, max_size=7
        ),
    ),
    min_size=1,
    max_size=6,
)


Asked = list[tuple[int, list[tuple[int, str]]]]


def made(asked: Asked) -> ResultJson:
    """A result of questions of so many points, whose checks have a weight and were passed, failed, or right in a part."""
    found = []
    for number, (points, checks) in enumerate(asked):
        question = Question(f"q{number}", "", "q()", Fraction(points), ())
        named = [
            Check(
                f"t::{place}", question.id, "", "public", w, lambda: None, parts={"dw": 2, "db": 1} if place % 2 else {}
            )
            for place, (w, _) in enumerate(checks)
        ]
        rows = zip(named, checks, shares(question.points, named), strict=True)
        wrong = Finding(Verdict.WRONG_VALUE, "")
        results = tuple(
            CheckResult(check, PASSED if came == "passed" else wrong, worth, right=frozenset({came}))
            for check, (_, came), worth in rows
        )
        found.append(QuestionResult(question, results))
    assignment = Assignment("hw", "", tuple(each.question for each in found), Limits())
    return result_json(Result(assignment, "ada", "", 1, "cpu", "strict", tuple(found), 0.0))


def test_a_question_that_was_given_a_right_answer_to_what_did_not_fail_contradicts_itself() -> None:
    result = made([(5, [(1, "failed")]), (5, [(1, "passed")]), (5, [(1, "passed")])])
    result["questions"][1]["carried"] = ["q0"]
    assert list(contradictions(result)) == []
    result["questions"][1]["carried"] = ["q0", "q1", "q2", "q9"]
    assert list(contradictions(result)) == [
        f"q1 was given a right {other}, which did not fail" for other in ("q1", "q2", "q9")
    ]


@given(questions, st.randoms(use_true_random=False))
def test_the_total_is_that_of_its_questions_in_whatever_order_they_are_added_up(
    asked: Asked, order: random.Random
) -> None:
    result = made(asked)
    scores = [question["score"] or 0.0 for question in result["questions"]]
    order.shuffle(scores)
    total = 0.0
    for score in scores:
        total += score
    assert total == result["score"]
    assert list(contradictions(result)) == []
    if all(came == "passed" for _, checks in asked for _, came in checks):
        assert total == result["max_score"]


def in_parts() -> ResultJson:
    """A question of 40 points whose second check, of half of them, is right in dw: 2 of its 3 shares."""
    return made([(40, [(1, "passed"), (1, "dw")])])


def test_partial_points_are_those_of_the_right_parts() -> None:
    question = in_parts()["questions"][0]
    assert question["checks"][1]["parts"] == {"dw": 2 / 3, "db": 0.0}
    assert question["score"] == pytest.approx(20 + 40 / 3, abs=1e-6)
    assert parts_said(question) == "dw is right: 13.3 of 20 points; db is not right"


def more_points_than_parts(check: CheckJson) -> None:
    check["score"] = 20.0


def points_without_parts(check: CheckJson) -> None:
    del check["parts"]


def all_parts_of_a_failed_check(check: CheckJson) -> None:
    check["parts"], check["score"] = {"dw": 2 / 3, "db": 1 / 3}, 20.0


def parts_of_code_that_raised(check: CheckJson) -> None:
    check["verdict"] = "error"


def parts_of_more_than_all(check: CheckJson) -> None:
    check["parts"], check["score"] = {"dw": 1.0, "db": 0.5}, 30.0


@pytest.mark.parametrize(
    "change",
    [
        more_points_than_parts,
        points_without_parts,
        all_parts_of_a_failed_check,
        parts_of_code_that_raised,
        parts_of_more_than_all,
    ],
)
def test_other_partial_points_contradict_themselves(change: Callable[[CheckJson], None]) -> None:
    result = in_parts()
    change(result["questions"][0]["checks"][1])
    assert any("t::1 has" in said for said in contradictions(result))


def test_a_forbidden_check_holds_its_question_to_a_third() -> None:
    result = made([(30, [(2, "passed"), (1, "failed")])])
    question = result["questions"][0]
    question["checks"][1]["verdict"] = question["verdict"] = "forbidden"
    assert any("has 20.0 points, and its checks have 10" in said for said in contradictions(result))
    question["score"] = result["score"] = 10.0
    assert list(contradictions(result)) == []
