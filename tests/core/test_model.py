"""Scores: exact, fail closed, and never out of what was collected."""

from __future__ import annotations

import json
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
    worst,
)
from autograder.results.result_json import result_json

weights = st.lists(st.integers(1, 50), min_size=1, max_size=12)


def check(weight: int = 1) -> Check:
    return Check("t::c", "f", "It is right.", "public", weight, lambda: None)


def question(points: int = 100) -> Question:
    return Question("f", "The function", "f(x, eps=1e-5)", Fraction(points), ("Think.",))


def result(*findings: Finding) -> Result:
    checks = [check() for _ in findings]
    worth = shares(Fraction(100), checks)
    rows = tuple(CheckResult(c, f, p) for c, f, p in zip(checks, findings, worth, strict=True))
    assignment = Assignment("hw", "Homework", (question(),), Limits())
    return Result(assignment, "ada", "", 1, "cpu", "strict", (QuestionResult(question(), rows),), 0.0)


@given(weights, st.integers(1, 100))
def test_full_marks_are_exactly_the_points_whatever_the_weights(found: list[int], points: int) -> None:
    assert sum(shares(Fraction(points), [check(w) for w in found])) == points


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1, max_size=8))
def test_only_passed_earns(verdicts: list[Verdict]) -> None:
    made = result(*(Finding(v, "") for v in verdicts))
    if Verdict.JUDGE_ERROR in verdicts:
        assert made.score is None
    else:
        earned = Fraction(100 * verdicts.count(Verdict.PASSED), len(verdicts))
        assert made.score == (min(earned, Fraction(100, 3)) if Verdict.FORBIDDEN in verdicts else earned)


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1))
def test_the_worst_verdict_speaks(verdicts: list[Verdict]) -> None:
    assert list(Verdict).index(worst(verdicts)) == max(map(list(Verdict).index, verdicts))


def test_nothing_checked_is_not_run() -> None:
    assert worst([]) is Verdict.NOT_RUN


def test_a_judge_error_is_neither_a_mark_nor_a_zero() -> None:
    data = result_json(result(PASSED, Finding(Verdict.JUDGE_ERROR, "a typo")))
    assert data["score"] is None and data["questions"][0]["score"] is None
    assert data["questions"][0]["checks"][1]["score"] is None


PARTS = {"dw": 3, "db": 1}


def of_parts(verdict: Verdict, *right: str) -> CheckResult:
    in_parts = Check("t::c", "f", "It is right.", "public", 1, lambda: None, parts=PARTS)
    return CheckResult(in_parts, Finding(verdict, ""), Fraction(40), right=frozenset(right))


def test_each_right_part_of_a_wrong_answer_earns_its_share() -> None:
    assert of_parts(Verdict.WRONG_VALUE, "dw").score == 30
    assert of_parts(Verdict.WRONG_SHAPE, "db").parts == {"dw": 0, "db": Fraction(1, 4)}
    assert of_parts(Verdict.PASSED).score == 40


@given(st.sampled_from(list(Verdict)))
def test_what_is_not_about_a_value_earns_nothing_in_part(verdict: Verdict) -> None:
    if verdict not in (
        Verdict.PASSED,
        Verdict.WRONG_VALUE,
        Verdict.WRONG_SHAPE,
        Verdict.WRONG_DTYPE,
        Verdict.NON_FINITE,
    ):
        assert of_parts(verdict, "dw", "db").score == 0


def test_without_what_a_gate_asks_for_a_question_earns_a_third_at_most() -> None:
    forbidden = Finding(Verdict.FORBIDDEN, "the Hessian is formed")
    assert result(*[PASSED] * 9, forbidden).score == Fraction(100, 3)
    assert result(PASSED, *[forbidden] * 9).score == 10


def test_a_result_is_plain_json() -> None:
    data = result_json(result(PASSED, Finding(Verdict.WRONG_VALUE, "x[0]: expected 1, got 2")))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert (data["score"], data["max_score"]) == (50.0, 100.0)
    assert data["questions"][0]["checks"][1]["hint"] == "Think."


def test_the_parameters_are_those_of_the_signature() -> None:
    assert question().parameters == ("x", "eps")
