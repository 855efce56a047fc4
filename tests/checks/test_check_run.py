"""What a check records, and when a mistake is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks.assertions import agree, gate, holds, unchanged
from autograder.checks.check_run import current_run, running
from autograder.checks.comparison import Call
from autograder.checks.mistakes import Mistake, name_mistakes
from autograder.core.model import CourseFault, Finding, Verdict

DOUBLE = Mistake("double", says="This is twice the answer.", answers=lambda right, x: 2 * right, hint="How often?")
SQUARE = Mistake("square", says="This is the square.", answers=lambda right, x: right**2)
UPSIDE_DOWN = Mistake("upside_down", says="The sign is wrong.", answers=lambda right, x: -right, composes="sign")
THRICE = Mistake("thrice", says="This is three times as much.", answers=lambda right, x: 3 * right, composes="scale")
FIVE_TIMES = Mistake(
    "five_times", says="This is five times as much.", answers=lambda right, x: 5 * right, composes="scale"
)
PAIR = Mistake("pair", says="There are two.", answers=lambda right, x: (right, right))
SIGN = Mistake("sign", says="The sign is wrong.", answers=lambda right, x: -right)


def outcome(*pairs: tuple[Any, Any], mistakes: Any = (DOUBLE, SQUARE, SIGN), mutated: tuple[str, ...] = ()) -> Any:
    """The finding of a check that compares these (got, expected), each after a call f(x)."""
    with running() as examination:
        for got, expected in pairs:
            current_run().calls.append(Call("f", {"x": expected}, (expected,), mutated))
            agree(got, expected, mistakes=mistakes)
        return name_mistakes([examination.outcome()])[0]


def test_agreeing_everywhere_passes() -> None:
    assert outcome((1.0, 1.0), (2.0, 2.0)).verdict is Verdict.PASSED


def test_a_mistake_that_explains_every_case_is_named() -> None:
    finding = outcome((2.0, 1.0), (6.0, 3.0))
    assert finding.diagnosis == "double"
    assert finding.message == "the result: expected 1, got 2. This is twice the answer."
    assert finding.advice == "How often?"


def test_an_answer_to_an_earlier_call_is_named_in_later_checks_too() -> None:
    earlier: list[Any] = []
    found = []
    for pairs in ([(1.5, 1.5)], [(1.5, 2.5), (3.5, 3.5)], [(3.5, 7.5)]):
        with running(earlier=earlier) as examination:
            for got, expected in pairs:
                agree(got, expected, mistakes=[DOUBLE], given=(expected,))
            found.append(examination.outcome())
    assert [each.diagnosis for each in name_mistakes(found)] == [None, "earlier_answer", "earlier_answer"]


@pytest.mark.parametrize("pairs", [
    [(2.0, 2.0), (2.0, 5.0)],  # a round number is come upon by chance
    [(1e-13, 1e-13), (0.0, 0.5)],
    [(1.5, 1.5), (1.5, 2.5), (9.9, 3.5)],  # one answer is another
    [(2.5, 3.5), (3.5, 9.5)],  # wrong from the first call on
])  # fmt: skip
def test_an_answer_that_could_come_from_elsewhere_is_not_called_an_earlier_one(
    pairs: list[tuple[float, float]],
) -> None:
    assert outcome(*pairs).diagnosis is None


def test_an_answer_that_a_mistake_of_another_check_explains_is_not_called_an_earlier_one() -> None:
    found = []
    for pairs in ([(1.5, 1.5)], [(7.5, 3.75)], [(1.5, 0.75)]):
        with running(earlier=[1.5]) as examination:
            for got, expected in pairs:
                agree(got, expected, mistakes=[DOUBLE] if got == 7.5 else [], given=(expected,))
            found.append(examination.outcome())
    assert [each.diagnosis for each in name_mistakes(found)] == [None, "double", None]


def test_two_mistakes_that_explain_equally_well_name_none() -> None:
    assert outcome((4.0, 2.0)).diagnosis is None


def test_a_mistake_that_a_right_case_contradicts_is_not_named() -> None:
    assert outcome((6.0, 3.0), (5.0, 5.0)).diagnosis is None


def test_a_right_case_that_the_mistake_leaves_right_does_not_hinder_its_name() -> None:
    assert outcome((-6.0, 6.0), (0.0, 0.0)).diagnosis == "sign"


def test_a_name_that_another_check_of_the_question_speaks_against_is_given_to_none() -> None:
    found = []
    for got, expected in ((6.0, 3.0), (7.0, 5.0)):
        with running() as examination:
            current_run().calls.append(Call("f", {"x": expected}, (expected,)))
            agree(got, expected, mistakes=(DOUBLE, SQUARE))
            found.append(examination.outcome())
    assert [finding.diagnosis for finding in name_mistakes(found)] == [None, None]
    assert name_mistakes(found[:1])[0].diagnosis == "double"


def test_another_check_can_tell_two_names_apart() -> None:
    found = []
    for got, expected in ((4.0, 2.0), (6.0, 3.0)):
        with running() as examination:
            current_run().calls.append(Call("f", {"x": expected}, (expected,)))
            agree(got, expected, mistakes=(DOUBLE, SQUARE))
            found.append(examination.outcome())
    assert [finding.diagnosis for finding in name_mistakes(found)] == ["double", "double"]


def named(*checks: tuple[tuple[float, float], ...], mistakes: Any) -> list[str | None]:
    """The names that a question's checks get, each of which compares these (got, expected)."""
    found = []
    for pairs in checks:
        with running() as examination:
            for got, expected in pairs:
                current_run().calls.append(Call("f", {"x": expected}, (expected,)))
                agree(got, expected, mistakes=mistakes)
            found.append(examination.outcome())
    return [finding.diagnosis for finding in name_mistakes(found)]


def test_two_mistakes_at_once_are_named_where_none_alone_explains() -> None:
    finding = outcome((-9.0, 3.0), (-25.0, 5.0), mistakes=(UPSIDE_DOWN, SQUARE))
    assert finding.diagnosis == "square+upside_down"
    assert finding.message.endswith("Two mistakes at once. This is the square. The sign is wrong.")
    assert outcome((-9.0, 3.0), (-6.0, 2.0), mistakes=(UPSIDE_DOWN, THRICE)).diagnosis == "thrice+upside_down"


def test_two_mistakes_at_once_are_never_concluded_from_one_example() -> None:
    assert outcome((-9.0, 3.0), mistakes=(UPSIDE_DOWN, THRICE)).diagnosis is None
    assert named(((-9.0, 3.0),), ((-6.0, 2.0),), mistakes=(UPSIDE_DOWN, THRICE)) == ["thrice+upside_down"] * 2


def test_one_mistake_that_explains_is_named_and_no_two() -> None:
    halves = Mistake("minus_three_times", says="", answers=lambda right, x: -3 * right)
    assert outcome((-9.0, 3.0), (-15.0, 5.0), mistakes=(UPSIDE_DOWN, THRICE, halves)).diagnosis == "minus_three_times"


def test_two_changes_of_the_same_are_not_looked_for_together() -> None:
    assert outcome((30.0, 2.0), (45.0, 3.0), mistakes=(THRICE, FIVE_TIMES)).diagnosis is None


def test_two_mistakes_are_not_named_where_a_check_that_looked_for_both_speaks_against() -> None:
    mistakes = (UPSIDE_DOWN, SQUARE)
    assert named(((-9.0, 3.0),), ((-25.0, 5.0),), mistakes=mistakes) == ["square+upside_down"] * 2
    assert named(((-9.0, 3.0),), ((-24.0, 5.0),), ((-16.0, 4.0),), mistakes=mistakes) == [None] * 3


def test_a_check_that_one_mistake_explains_says_nothing_of_two() -> None:
    pairs = ((-9.0, 3.0), (-25.0, 5.0))
    assert named(pairs, ((-1.0, 1.0),), mistakes=(UPSIDE_DOWN, SQUARE)) == ["square+upside_down", None]


def test_two_mistakes_of_which_one_undoes_the_other_are_not_looked_for_together() -> None:
    """Of (6, 3) in place of (3, 3) nobody would say that all is twice as much, and half of that in the second part."""
    doubled = Mistake("doubled", says="", answers=lambda right, x: (2 * right[0], 2 * right[1]), composes="scale")
    halved = Mistake("halved", says="", answers=lambda right, x: (right[0], right[1] / 2))
    pairs = ((6.0, 3.0), (3.0, 3.0)), ((10.0, 5.0), (5.0, 5.0))
    assert outcome(*pairs, mistakes=(doubled, halved)).diagnosis is None
    second = Mistake("third", says="", answers=lambda right, x: (right[0], right[1] / 3))
    pairs = ((6.0, 2.0), (3.0, 3.0)), ((10.0, 10 / 3), (5.0, 5.0))
    assert outcome(*pairs, mistakes=(doubled, second)).diagnosis == "third+doubled"


def test_nothing_is_looked_for_on_top_of_an_answer_of_another_form() -> None:
    assert outcome(((-3.0, -3.0), 3.0), mistakes=(UPSIDE_DOWN, PAIR)).diagnosis is None


def test_the_first_failing_case_is_shown_with_its_inputs() -> None:
    finding = outcome((1.0, 1.0), (7.0, 3.0), (9.0, 4.0))
    assert finding.counterexample == {"call": "f", "inputs": {"x": 3.0}, "expected": 3.0, "got": 7.0}


def test_the_worst_verdict_of_a_check_speaks() -> None:
    assert outcome((7.0, 3.0), (np.float32(4), 4.0), (float("nan"), 5.0)).verdict is Verdict.NON_FINITE


def test_a_changed_argument_is_a_finding_only_where_it_is_asked_for() -> None:
    assert outcome((1.0, 1.0), mutated=("x",)).verdict is Verdict.PASSED
    with running() as examination:
        current_run().calls.append(Call("f", {"x": 1.0}, (1.0,), ("x",)))
        unchanged()
        assert examination.outcome().verdict is Verdict.MUTATED_INPUT


def test_a_condition_that_does_not_hold_is_a_finding() -> None:
    with running() as examination:
        holds(False, "the two differ")
        assert examination.outcome().message == "the two differ"


def test_a_check_that_compares_nothing_is_the_course_s_fault() -> None:
    with running() as examination:
        assert examination.outcome().verdict is Verdict.JUDGE_ERROR


def test_agree_outside_of_a_check_says_so() -> None:
    with pytest.raises(CourseFault, match="inside a check"):
        agree(1, 1)


def right_in(*pairs: tuple[Any, Any], parts: Any = frozenset({"dw", "db"}), extra: bool = True) -> frozenset[str]:
    """The parts that are right in a check that compares these (got, expected) of dw and db."""
    with running() as examination:
        for got, expected in pairs:
            current_run().calls.append(Call("f", {}, ()))
            agree(got, expected, names=("dw", "db", "dx")[: len(expected)])
        holds(extra, "something else")
        return examination.right(parts)


DW, ZERO = np.array([1.0, 2.0]), np.zeros(2)


def test_a_part_counts_where_it_is_right_in_every_case() -> None:
    assert right_in(((DW, 3.0), (DW, 4.0))) == {"dw"}
    assert right_in(((DW, 3.0), (DW, 4.0)), ((DW, 4.0), (DW, 4.0))) == {"dw"}
    assert right_in(((DW, 3.0), (DW, 4.0)), ((ZERO, 4.0), (DW, 4.0))) == set()
    assert right_in(((DW, None), (DW, 4.0))) == {"dw"}
    assert right_in(((DW, np.ones(2)), (DW, 4.0))) == {"dw"}


@pytest.mark.parametrize("got", [None, 4.0, (DW,), (DW, 4.0, 4.0), {"dw": DW}])
def test_what_has_other_parts_than_were_asked_for_is_right_in_none(got: Any) -> None:
    assert right_in((got, (DW, 4.0))) == set()


def test_parts_count_only_where_nothing_else_is_wrong() -> None:
    assert right_in(((DW, 3.0, DW), (DW, 4.0, ZERO))) == set()
    assert right_in(((DW, 3.0, ZERO), (DW, 4.0, ZERO))) == {"dw"}
    assert right_in(((DW, 3.0), (DW, 4.0)), extra=False) == set()


def test_a_missing_key_costs_its_own_part() -> None:
    with running() as examination:
        agree({"W1": ZERO, "b2": 1.0}, {"W1": ZERO, "b1": ZERO, "b2": 2.0})
        assert examination.right({"W1", "b1", "b2"}) == {"W1"}


def test_a_gate_that_is_not_kept_is_forbidden() -> None:
    with running() as examination:
        assert gate(True, "the Hessian is formed")
        assert not gate(False, "the Hessian is formed")
        assert examination.outcome().message == "the Hessian is formed"
        assert examination.outcome().verdict is Verdict.FORBIDDEN


def found(*pairs: tuple[Any, Any], mistakes: Any = (DOUBLE, SQUARE), drawn: bool = True) -> Finding:
    """What a check finds that compares these (got, expected), on drawn cases or not."""
    with running() as examination:
        examination.drawn = drawn
        for got, expected in pairs:
            current_run().calls.append(Call("f", {"x": expected}, (expected,)))
            agree(got, expected, mistakes=mistakes)
        return examination.outcome()


RAISED = Finding(Verdict.ERROR, "ValueError: shapes")
BY_HAND, DRAWN = found((6.0, 3.0), drawn=False), found((6.0, 3.0))


def names(*findings: Finding) -> list[str | None]:
    return [finding.diagnosis for finding in name_mistakes(findings)]


def test_a_name_needs_two_checks_or_drawn_data() -> None:
    assert names(BY_HAND) == [None]
    assert names(BY_HAND, found((8.0, 4.0), drawn=False)) == ["double", "double"]
    assert names(DRAWN) == ["double"]


def test_a_check_that_raised_is_one_that_a_mistake_does_not_explain() -> None:
    assert names(DRAWN, RAISED) == [None, None]
    assert names(DRAWN, found((8.0, 4.0)), RAISED) == ["double", "double", None]


def test_a_check_that_failed_in_shape_does_not_speak_against_a_mistake() -> None:
    of_other_shape = found((np.ones(3), np.ones(2)))
    assert of_other_shape.verdict is Verdict.WRONG_SHAPE
    assert names(DRAWN, of_other_shape, of_other_shape) == ["double", None, None]


def test_what_differs_in_the_last_digits_is_shown_with_them() -> None:
    finding = found((0.15097612, 0.15097583), mistakes=())
    assert (finding.expected, finding.got) == ("0.1509758", "0.1509761")
    assert found((1.5, 2.5), mistakes=()).got == "1.5"
