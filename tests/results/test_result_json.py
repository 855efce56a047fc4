"""A result's JSON: one total, wherever it is added up."""

from __future__ import annotations

import random
from fractions import Fraction

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
from autograder.results.result_json import ResultJson, result_json

questions = st.lists(
    st.tuples(st.integers(1, 60), st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=7)),
    min_size=1,
    max_size=6,
)


def made(asked: list[tuple[int, list[tuple[int, bool]]]]) -> ResultJson:
    """A result of questions of so many points, whose checks have a weight and were passed or not."""
    found = []
    for number, (points, checks) in enumerate(asked):
        question = Question(f"q{number}", "", "q()", Fraction(points), ())
        named = [
            Check(f"t::{place}", question.id, "", "public", w, lambda: None) for place, (w, _) in enumerate(checks)
        ]
        rows = zip(named, checks, shares(question.points, named), strict=True)
        wrong = Finding(Verdict.WRONG_VALUE, "")
        results = tuple(CheckResult(check, PASSED if passed else wrong, worth) for check, (_, passed), worth in rows)
        found.append(QuestionResult(question, results))
    assignment = Assignment("hw", "", tuple(each.question for each in found), Limits())
    return result_json(Result(assignment, "ada", "", 1, "cpu", "strict", tuple(found), 0.0))


def test_a_question_that_was_given_a_right_answer_to_what_did_not_fail_contradicts_itself() -> None:
    result = made([(5, [(1, False)]), (5, [(1, True)]), (5, [(1, True)])])
    result["questions"][1]["carried"] = ["q0"]
    assert list(contradictions(result)) == []
    result["questions"][1]["carried"] = ["q0", "q1", "q2", "q9"]
    assert list(contradictions(result)) == [
        f"q1 was given a right {other}, which did not fail" for other in ("q1", "q2", "q9")
    ]


@given(questions, st.randoms(use_true_random=False))
def test_the_total_is_that_of_its_questions_in_whatever_order_they_are_added_up(
    asked: list[tuple[int, list[tuple[int, bool]]]], order: random.Random
) -> None:
    result = made(asked)
    scores = [question["score"] or 0.0 for question in result["questions"]]
    order.shuffle(scores)
    total = 0.0
    for score in scores:
        total += score
    assert total == result["score"]
    assert list(contradictions(result)) == []
    if all(passed for _, checks in asked for _, passed in checks):
        assert total == result["max_score"]
