"""The comparison: type, dtype, shape, finiteness, then value; and no honest answer is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks.compare import Terms, compare, same
from autograder.core.model import Verdict
from autograder.core.values import Opaque

finite = st.floats(-1e6, 1e6)
arrays = hnp.arrays("float64", hnp.array_shapes(max_dims=3, max_side=4), elements=finite)
WANT = np.array([1.0, 2.0, -3.5])


def verdict(got: Any, expected: Any, **terms: Any) -> str:
    mismatch, _ = compare(got, expected, Terms(**terms))
    return str(mismatch.verdict) if mismatch else "passed"


@given(arrays)
def test_an_answer_agrees_with_itself_in_every_form_that_is_taken(want: np.ndarray[Any, Any]) -> None:
    assert verdict(want.copy(), want) == "passed"
    assert verdict(want.tolist(), want) == "passed"
    assert verdict(want * (1 + 1e-9), want) == "passed"


@pytest.mark.parametrize("form", [np.asarray, list, lambda values: values], ids=["array", "list", "as it is"])
def test_an_answer_that_is_right_as_differences_are_gets_a_note(form: Any) -> None:
    for error, noted in ((1e-9, True), (1e-13, False)):
        mismatch, notes = compare(form(WANT * (1 + error)), WANT, Terms(), "dw")
        assert mismatch is None and bool(notes) is noted
    assert compare(form(WANT * (1 + 1e-9)), WANT, Terms(rtol=1e-4)) == (None, []), "where fewer digits are asked for"


def test_a_fraction_is_no_integer_and_an_integer_is_a_float() -> None:
    assert verdict(3.0, 3) == "wrong_dtype"
    assert verdict(3, 3) == verdict(3, 3.0) == "passed"


@given(arrays, st.data())
def test_one_entry_that_is_off_is_found_and_named(want: np.ndarray[Any, Any], data: st.DataObject) -> None:
    at = tuple(data.draw(st.integers(0, extent - 1)) for extent in want.shape)
    got = want.copy()
    got[at] += 1e-3 * max(1.0, float(np.abs(want).max()))
    mismatch, _ = compare(got, want, Terms(), "J")
    assert mismatch is not None and mismatch.verdict is Verdict.WRONG_VALUE
    assert mismatch.where == f"J[{', '.join(map(str, at))}]"


@given(arrays)
def test_zeros_are_never_taken_for_a_tiny_answer(want: np.ndarray[Any, Any]) -> None:
    want = want * 1e-15
    if np.abs(want).max() > 1e-11:
        assert verdict(np.zeros_like(want), want) == "wrong_value"


@pytest.mark.parametrize(
    ("got", "expected", "want"),
    [
        (2.0, 2.0, "passed"),
        (2, 2.0, "passed"),
        (np.array(2.0), 2.0, "passed"),
        (np.array([2.0]), 2.0, "wrong_shape"),
        ([2.0], 2.0, "wrong_shape"),
        (np.array(2.0, dtype="float32"), 2.0, "wrong_dtype"),
        (True, 1.0, "wrong_dtype"),
        (2 + 0j, 2.0, "wrong_dtype"),
        ("2.0", 2.0, "wrong_dtype"),
        (None, 2.0, "wrong_value"),
        (Opaque("Tensor"), 2.0, "wrong_dtype"),
        (float("nan"), 2.0, "non_finite"),
        (float("inf"), 2.0, "non_finite"),
        (2.1, 2.0, "wrong_value"),
        (WANT.astype("float32"), WANT, "wrong_dtype"),
        (WANT.astype("int64"), WANT, "wrong_dtype"),
        (np.array([1, 2, 3]), np.array([1.0, 2.0, 3.0]), "passed"),
        (np.array([1, 2, 4]), np.array([1.0, 2.0, 3.0]), "wrong_value"),
        (WANT > 0, WANT, "wrong_dtype"),
        (WANT[None], WANT, "wrong_shape"),
        (WANT[:, None], WANT, "wrong_shape"),
        (np.zeros(0), WANT, "wrong_shape"),
        ([], WANT, "wrong_shape"),
        (1.0, WANT, "wrong_shape"),
        ([[1.0], [2.0, 3.0]], WANT, "wrong_shape"),
        (["a", "b", "c"], WANT, "wrong_dtype"),
        ([1.0, None, 2.0], WANT, "wrong_dtype"),
        (np.full(3, np.nan), WANT, "non_finite"),
        (-WANT, WANT, "wrong_value"),
        ({"W1": WANT}, {"W1": WANT}, "passed"),
        ({"W1": WANT, "more": 1}, {"W1": WANT}, "passed"),
        ({}, {"W1": WANT}, "wrong_shape"),
        (WANT, {"W1": WANT}, "wrong_dtype"),
        (None, {"W1": WANT}, "wrong_value"),
        ((WANT, 1.0), (WANT, 1.0), "passed"),
        ([WANT, 1.0], (WANT, 1.0), "passed"),
        ((WANT,), (WANT, 1.0), "wrong_shape"),
        (WANT, (WANT, 1.0), "wrong_shape"),
        (None, (WANT, 1.0), "wrong_value"),
    ],
)
def test_how_answers_are_read(got: Any, expected: Any, want: str) -> None:
    assert verdict(got, expected) == want


def test_a_row_is_taken_for_a_gradient_and_said_so() -> None:
    mismatch, notes = compare(WANT[None], WANT, Terms(layout="gradient"), "dw")
    assert mismatch is None
    assert notes == ["dw has shape (1, 3); (3,) was asked for, and this is taken too"]


def test_a_flat_vector_is_taken_for_a_row_only_where_that_is_said() -> None:
    assert verdict(WANT, WANT[None], layout="flat") == "passed"
    assert verdict(WANT, WANT[None]) == "wrong_shape"
    assert verdict(WANT, WANT[None], layout="gradient") == "wrong_shape"


def test_rounding_to_four_digits_is_seen_and_float32_accumulation_is_not() -> None:
    want = np.random.default_rng(0).normal(size=20)
    assert verdict(np.round(want, 4), want) == "wrong_value"
    assert verdict(want.astype("float32").astype("float64"), want) == "passed"


def test_the_message_has_both_numbers_and_the_place() -> None:
    mismatch, _ = compare((np.array([1.0, 5.0]), 0.5), (np.array([1.0, 2.0]), 0.5), Terms(names=("dw", "db")))
    assert mismatch is not None
    assert (mismatch.where, mismatch.expected, mismatch.got) == (
        "dw[1]",
        "2",
        "5",
    ) and mismatch.said == "1 of 2 entries differ"


@pytest.mark.parametrize(
    "got",
    [
        WANT,
        WANT + 1e-9,
        WANT + 1,
        WANT * np.nan,
        WANT * np.inf,
        WANT[None],
        WANT.astype("f4"),
        [1, 2, -3.5],
        None,
        "text",
    ],
)
@pytest.mark.parametrize("form", [lambda v: v, lambda v: (v, 2.0), lambda v: {"W1": v}], ids=["value", "tuple", "dict"])
@pytest.mark.parametrize("layout", ["", "gradient"])
def test_whether_an_answer_would_be_taken_is_what_the_comparison_says(got: Any, form: Any, layout: str) -> None:
    terms = Terms(layout=layout)
    assert same(form(got), form(WANT), terms) == (compare(form(got), form(WANT), terms)[0] is None)


def test_a_tuple_in_the_order_of_the_dict_is_taken_with_a_note() -> None:
    right = {"W1": np.ones(2), "b1": 3.0}
    mismatch, notes = compare((np.ones(2), 3.0), right, Terms())
    assert mismatch is None
    assert notes == ["the result is a tuple; a dict was asked for, and this is taken too"]
    wrong, _ = compare([np.ones(2), 4.0], right, Terms())
    assert wrong is not None and (wrong.where, wrong.got) == ("b1", "4")
    for other in ((np.ones(2),), (3.0, np.ones(2)), None):
        assert compare(other, right, Terms())[0] is not None


@pytest.mark.parametrize(
    ("got", "mistake", "alike"),
    [
        ([1.0, np.inf, np.nan], [1.0, np.inf, np.nan], True),
        ([1.0, np.inf], [1.0 + 1e-9, np.inf], True),
        ([np.inf, np.inf], [np.inf, np.inf], True),
        ([1.0, 2.0], [1.0, np.inf], False),
        ([1.0, -np.inf], [1.0, np.inf], False),
        ([1.0, np.nan], [1.0, np.inf], False),
        ([2.0, np.inf], [1.0, np.inf], False),
        ([1.0, np.inf], [1.0, 2.0], False),
    ],
)
def test_a_mistake_that_runs_away_explains_what_runs_away_as_it_does_and_nothing_else(
    got: list[float], mistake: list[float], alike: bool
) -> None:
    assert same(np.array(got), np.array(mistake), Terms()) is alike
    assert same((np.array(got), 1.0), (np.array(mistake), 1.0), Terms()) is alike
    assert all(same(*pair, Terms()) for pair in zip(got, mistake, strict=True)) is alike


def test_a_mistake_of_any_form_can_be_held_against_an_answer() -> None:
    for mistake in (np.array(["a", "b"]), np.array([None, 1], dtype=object), "a", None, [1.0, 2.0], np.array([1, 2])):
        assert not same(np.array([3.0, 4.0]), mistake, Terms())
