"""What is ruled out at first sight would not have passed at a closer look: no mistake is missed for being looked for fast."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.checks.compare import Array, StudentValue, Terms, compare, same
from autograder.checks.sketch import Sketches
from autograder.core.values import Tensor, leaves

NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 2.0, float("inf"), float("nan")])
SHAPES = st.sampled_from([(), (1,), (3,), (1, 3), (3, 1), (4, 3), (0,)])
ARRAYS = SHAPES.flatmap(lambda shape: arrays.arrays(np.float64, shape, elements=NUMBERS))
RIGHT = st.one_of(
    ARRAYS,
    NUMBERS,
    st.tuples(ARRAYS, NUMBERS),
    st.fixed_dictionaries({"W": ARRAYS, "b": ARRAYS}),
    ARRAYS.map(Tensor),
    ARRAYS.map(lambda array: array.astype(np.float32)),
)
TERMS = st.builds(
    Terms, rtol=st.sampled_from([None, 1e-3]), atol=st.just(1e-12), layout=st.sampled_from(["", "gradient", "flat"])
)
CHANGES: tuple[Callable[[Array], Any], ...] = (
    lambda array: array,
    lambda array: array + 1e-9,
    lambda array: array * (1 + 1e-5),
    lambda array: -array,
    lambda array: np.nan_to_num(array, nan=0, posinf=0, neginf=0).astype(np.int64),
    lambda array: array.astype(np.float32),
    lambda array: array.tolist(),
    lambda array: array.reshape(1, -1),
    lambda array: array.ravel(),
    lambda array: None,
    Tensor,
    lambda array: Tensor(array, device="cpu:1"),
)


def identity(value: Any) -> Any:
    return value


def changed(value: Any, changes: Iterator[Callable[[Array], Any]]) -> Any:
    """The value, each of its arrays changed."""
    if isinstance(value, tuple):
        return tuple(changed(part, changes) for part in value)
    if isinstance(value, dict):
        return {name: changed(part, changes) for name, part in value.items()}
    change = next(changes)
    with np.errstate(all="ignore"):
        return change(np.asarray(value.data if isinstance(value, Tensor) else value))


def alike(right: Any) -> st.SearchStrategy[Any]:
    """Values that are much like the right one, in other forms or without a part, too."""
    lists = st.lists(st.sampled_from(CHANGES), min_size=2, max_size=2)
    of_its_form = lists.map(lambda changes: changed(right, iter(changes)))
    if isinstance(right, dict):
        return st.one_of(of_its_form, of_its_form.map(lambda v: tuple(v.values())), st.just({"W": right["W"]}))
    return st.one_of(of_its_form, of_its_form.map(list)) if isinstance(right, tuple) else of_its_form


@hypothesis.settings(max_examples=500)
@given(st.data(), RIGHT, TERMS)
def test_what_an_answer_could_be_is_never_ruled_out(data: st.DataObject, right: Any, terms: Terms) -> None:
    answer, *values = data.draw(st.lists(alike(right), min_size=2, max_size=4))
    possible = Sketches([functools.partial(identity, value) for value in values], terms).possible(StudentValue(answer))
    for place, value in enumerate(values):
        try:
            is_same = same(answer, value, terms)
            passes = compare(answer, value, terms)[0] is None
        except (TypeError, ValueError, KeyError, AttributeError):  # nothing that an author could give as an answer
            continue
        assert not is_same or place in possible
        assert is_same is passes or not all(np.isfinite(leaf).all() for leaf in leaves(value) if leaf is not None)


def test_of_many_mistakes_few_are_left_for_a_closer_look() -> None:
    rng = np.random.default_rng(0)
    right = (rng.standard_normal((5, 3)), 1.0)
    values = [(right[0] * factor, right[1]) for factor in range(100)]
    sketches = Sketches([functools.partial(identity, value) for value in values], Terms())
    assert sketches.possible(StudentValue(values[7])) == [7]
    assert sketches.possible(StudentValue((right[0], 2.0))) == []
    assert sketches.possible(StudentValue((right[0].T, 1.0))) == []
    assert sketches.possible(StudentValue((right[0].astype(np.float32), 1.0))) == []
    assert sketches.possible(StudentValue((values[7][0].tolist(), 1.0))) == [7]


def test_mistakes_of_another_form_are_told_apart_like_those_of_the_right_one() -> None:
    rng = np.random.default_rng(0)
    array = rng.standard_normal((5, 3))
    values = [
        array,
        -array,
        array.T,
        -array.T,
        float(array.sum()),
        array.astype(np.float32),
        Tensor(array),
        Tensor(-array.T),
    ]
    sketches = Sketches([functools.partial(identity, value) for value in values], Terms())
    for place, value in enumerate(values):
        assert sketches.possible(StudentValue(value)) == [place]
    assert sketches.possible(StudentValue(array[:2])) == sketches.possible(StudentValue(None)) == []


def test_a_value_that_runs_away_after_its_first_numbers_may_always_be_meant() -> None:
    value = np.append(np.arange(20.0), np.inf)
    assert Sketches([functools.partial(identity, value)], Terms()).possible(StudentValue(value.copy())) == [0]


def test_a_value_that_cannot_be_computed_may_always_be_meant() -> None:
    """So that it is asked for by itself, where what it raises is noted as its author's fault."""
    assert Sketches([lambda: 1 / 0, lambda: 3.0], Terms()).possible(StudentValue(2.0)) == [0]
