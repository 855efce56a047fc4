"""Named mistakes: what may be said of one, and what a broken one costs."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.checks.assertions import agree, holds, looking_for
from autograder.checks.check_run import current_run, running
from autograder.checks.comparison import Call
from autograder.checks.mistakes import Mistake, name_mistakes
from autograder.core.model import CandidateMistake, Check, Finding, Verdict

DOUBLE = Mistake("double", says="This is twice the answer.", answers=lambda right, x: 2 * right)
BROKEN = Mistake("broken", says="This has a bug.", answers=lambda right, x: right.shapes)
ON_TOP = Mistake("on_top", says="This has a bug.", answers=lambda right, x: right.shapes, composes="sign")
NO_VALUE = Mistake("no_value", says="It raises.", raises="unit|dimension")


def check(*mistakes: Mistake) -> Check:
    return Check("test_public::test_f", "f", "f is right", "public", 1, lambda cases: None, mistakes=mistakes)


def looked_at(*mistakes: Mistake, **named: Any) -> Finding:
    """What a check that looks for these mistakes finds in an answer that is twice the right one."""
    with running(check(*mistakes)) as run:
        current_run().calls.append(Call("f", {"x": 3.0}, (3.0,)))
        agree(6.0, 3.0, **named)
        return name_mistakes([run.outcome()])[0]


@pytest.mark.parametrize("broken", [BROKEN, ON_TOP])
def test_a_broken_mistake_takes_no_other_name_away_and_is_told_by_its_own(broken: Mistake) -> None:
    finding = looked_at(broken, DOUBLE)
    assert (finding.verdict, finding.diagnosis) == (Verdict.WRONG_VALUE, "double")
    assert finding.faults == (f"{broken.id}: AttributeError: 'float' object has no attribute 'shapes'",)


def test_a_broken_pair_is_told_though_each_of_the_two_works_alone() -> None:
    first = Mistake("first", says="It is a name.", answers=lambda right, x: -right if right > 0 else right.shapes)
    above = Mistake(
        "above", says="It is 5.", answers=lambda right, x: 5.0 if right > 0 else right.shapes, composes="by"
    )
    assert [fault.partition(":")[0] for fault in looked_at(first, above).faults] == ["first+above"]


def test_a_mistake_that_nobody_had_to_look_for_is_not_run() -> None:
    with running(check(BROKEN)) as run:
        agree(3.0, 3.0)
        assert run.outcome().faults == ()


def test_a_question_s_mistakes_are_looked_for_in_each_comparison_that_names_no_others() -> None:
    other = Mistake("other", says="It is another.", answers=lambda right, x: 7.0)
    assert looked_at(DOUBLE).diagnosis == "double"
    assert looked_at(DOUBLE, mistakes=[other]).diagnosis is None
    assert its_own(looked_at(DOUBLE, mistakes=())) == []
    assert looked_at(other, mistakes=[DOUBLE]).diagnosis == "double"


def test_a_mistake_that_only_raises_explains_no_value_and_speaks_against_none() -> None:
    assert looked_at(NO_VALUE, DOUBLE).diagnosis == "double"
    assert its_own(looked_at(NO_VALUE)) == []


def its_own(finding: Finding) -> list[str]:
    """The mistakes of the check that were looked for, but for the one that every check looks for."""
    return [each.id for each in finding.candidate_mistakes if each.id != "earlier_answer"]


def raised(run: Any, message: str, verdict: Verdict = Verdict.ERROR) -> list[str]:
    return [each.id for each in run.recognised(Finding(verdict, message)).candidate_mistakes]


def test_an_exception_is_named_by_the_first_of_the_question_s_mistakes_whose_pattern_is_in_it() -> None:
    later = Mistake("later", says="It raises too.", raises="dimension")
    with running(check(DOUBLE, NO_VALUE, later)) as run:
        assert raised(run, "ValueError: a wrong dimension") == ["no_value"]
        assert raised(run, "ValueError: a wrong number") == []
        assert raised(run, "the check itself failed: no dimension", Verdict.JUDGE_ERROR) == []


def test_a_part_of_a_check_looks_for_mistakes_of_its_own() -> None:
    special = Mistake("special", says="It raises.", raises="dimension")
    with running(check(NO_VALUE)) as run:
        with looking_for([special]):
            assert raised(run, "a dimension") == ["special"]
        assert raised(run, "a dimension") == ["no_value"]
        with pytest.raises(ValueError, match="the student's"), looking_for([special]):
            raise ValueError("the student's")
        assert raised(run, "a dimension") == ["special"]  # what ends the check is named where it was raised


def test_what_is_not_a_comparison_looks_for_none_of_the_question_s_mistakes() -> None:
    with running(check(BROKEN, DOUBLE)) as run:
        current_run().calls.append(Call("f", {"x": 3.0}, (3.0,)))
        agree(6.0, 3.0)
        holds(True, "something else holds")
        assert its_own(run.outcome()) == ["double"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (dict(raises="(unclosed"), r"Mistake\('m'\): raises is not a regular expression"),
        (dict(composes="sign"), r"Mistake\('m'\): composes='sign' needs answers="),
    ],
)
def test_a_mistake_that_could_never_work_is_refused_where_it_is_written(words: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Mistake("m", says="It is wrong.", **words)


def test_all_but_the_name_of_a_mistake_is_given_by_keyword() -> None:
    with pytest.raises(TypeError):
        Mistake("m", "It is wrong.")  # type: ignore[misc,call-arg]


@pytest.mark.parametrize(("looked_for", "named"), [(2, None), (3, "flat")])
def test_zeros_are_named_only_by_what_explains_most_checks_that_failed(looked_for: int, named: str | None) -> None:
    flat = Mistake("flat", says="Your differences are all zero.", answers=lambda right, x: 0.0)
    findings = []
    for number in range(5):
        with running(check(*([flat] if number < looked_for else []))) as run:
            current_run().calls.append(Call("f", {"x": float(number)}, (float(number),)))
            agree(0.0, 1.0 + number)
            findings.append(run.outcome())
    assert {finding.diagnosis for finding in name_mistakes(findings)[:looked_for]} == {named}


def question(*checks: dict[str, bool], verdict: Verdict = Verdict.WRONG_VALUE, **built_in: bool) -> list[str | None]:
    """The names that checks get which found of each mistake whether it explains them, and of `built_in` ones too."""
    seen = [
        Finding(verdict, "it is wrong", candidate_mistakes=tuple(
            CandidateMistake(name, "It is one.", "", explains, built_in=name in built_in)
            for name, explains in each.items()
        ))
        for each in checks
    ]  # fmt: skip
    return [finding.diagnosis for finding in name_mistakes(seen)]


@pytest.mark.parametrize(("agree_", "disagree", "named"), [(1, 0, True), (3, 1, True), (2, 1, False), (4, 2, False)])
def test_a_name_needs_more_than_two_in_three_of_the_checks(agree_: int, disagree: int, named: bool) -> None:
    names = question(*[{"sign": True}] * agree_, *[{"sign": False}] * disagree)
    assert names == ["sign" if named else None] * agree_ + [None] * disagree


def test_a_shape_that_another_check_does_not_have_speaks_against_a_mistake_of_shape() -> None:
    shape = Verdict.WRONG_SHAPE
    assert question({"stops": True}, {"stops": False}, verdict=shape) == [None, None]
    assert question({"stops": True}, {"stops": True}, verdict=shape) == ["stops", "stops"]


def test_a_built_in_mistake_gives_way_to_an_author_s() -> None:
    assert question({"cast": True}, {"other_shape": True}, other_shape=True) == ["cast", None]
    assert question({"cast": False}, {"other_shape": True}, other_shape=True) == [None, "other_shape"]
