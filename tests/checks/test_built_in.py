"""Right numbers in a wrong form, and no answer at all, have a name in every check."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.checks.assertions import agree, holds
from autograder.checks.built_in import other_form
from autograder.checks.check_run import running
from autograder.checks.compare import StudentValue, Terms
from autograder.checks.mistakes import Mistake, name_mistakes
from autograder.core.values import Tensor

V = np.array([1.25, -2.5, 1e-3])
M = np.array([[1.25, -2.5, 4.0], [1e-3, 7.0, -1.0]])
CAST = Mistake("cast", says="It is cast.", answers=lambda right: right.astype(np.float32))


def names(*pairs: tuple[Any, Any], mistakes: Any = ()) -> str | None:
    with running() as examination:
        for got, expected in pairs:
            agree(got, expected, mistakes=mistakes, given=())
        (finding,) = name_mistakes([examination.outcome()])
        assert finding.diagnosis is None or examination.explained_by(finding.diagnosis)
    return finding.diagnosis


@pytest.mark.parametrize(("got", "expected", "name"), [
    (None, V, "returns_nothing"),
    (None, (V, 1.0), "returns_nothing"),
    (None, Tensor(V), "returns_nothing"),
    (V.astype(np.float32), V, "other_precision"),
    ((V.astype(np.float32), 1.5), (V, 1.5), "other_precision"),
    (Tensor(V.astype(np.float32)), Tensor(V), "other_precision"),
    (V, V.astype(np.float32), "other_precision"),
    ({"w": M.astype(np.float32), "b": V}, {"w": M, "b": V}, "other_precision"),
    (V[:, None], V, "other_shape"),
    (M.ravel(), M, "other_shape"),
    ([[1.25], [-2.5], [1e-3]], V, "other_shape"),
    (np.array([1.5]), 1.5, "other_shape"),
    (1.5, np.array([[1.5]]), "other_shape"),
    (Tensor(M.ravel()), Tensor(M), "other_shape"),
    ({"w": M, "b": V[:, None]}, {"w": M, "b": V}, "other_shape"),
    (V, Tensor(V), "other_type"),
    ([Tensor(M[0]), Tensor(M[1])], Tensor(M), "other_type"),
    (Tensor(V), V, "other_type"),
    ({"dw": M, "db": V}, {"w": M, "b": V}, "other_keys"),
])  # fmt: skip
def test_what_is_wrong_with_the_form_alone_has_a_name(got: Any, expected: Any, name: str) -> None:
    assert names((got, expected)) == name
    assert names((got, expected), (expected, expected)) == name


@pytest.mark.parametrize(("got", "expected"), [
    (2 * V[:, None], V),
    (M.T, M),  # the same numbers in another order
    (V[:2], V),
    (V.astype(np.float32)[:, None], V),  # both
    ((None, 1.5), (V, 1.5)),
    (np.array([1, -2, 0]), V),
    (V * (1 + 1e-5), V),  # as precise as asked for, and wrong in the fifth digit
    ((V.astype(np.float32), V * (1 + 1e-5)), (V, V)),
    ("text", V),
    ([[1.0, 2.0], [3.0]], V),
    ({"dw": M, "db": 2 * V}, {"w": M, "b": V}),
    ({"w": M}, {"w": M, "b": V}),
    ([Tensor(M[0]), Tensor(V[:2])], Tensor(M)),
    (2 * V, Tensor(V)),
])  # fmt: skip
def test_where_more_is_wrong_than_the_form_there_is_no_name(got: Any, expected: Any) -> None:
    assert names((got, expected)) is None


def test_a_form_that_is_wrong_only_here_or_beside_something_else_has_no_name() -> None:
    assert names((V[:, None], V), (2 * V, V)) is None
    assert names((V[:, None], V), (V.astype(np.float32), V)) is None
    with running() as examination:
        agree(V[:, None], V, mistakes=(), given=())
        holds(False, "It looks wrong.")
        assert name_mistakes([examination.outcome()])[0].diagnosis is None


def test_the_author_s_own_name_goes_first() -> None:
    assert names((V.astype(np.float32), V), mistakes=[CAST]) == "cast"


@given(arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=3), elements=st.floats(-9, 9)), st.data())
def test_a_right_answer_has_no_wrong_form_and_any_reshaped_one_has(value: Any, data: st.DataObject) -> None:
    axes = data.draw(st.integers(0, value.ndim))
    assert other_form(StudentValue(value), value, Terms()) is None
    reshaped = other_form(StudentValue(np.expand_dims(value, axes)), value, Terms())
    assert reshaped is not None and reshaped.id == "other_shape"
