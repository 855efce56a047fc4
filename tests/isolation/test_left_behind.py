"""What a wrong method kept on its object becomes right, whatever it is called and wherever it is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.isolation.worker.left_behind import arrays_in, by_name, put_right
from autograder.isolation.worker.own_form import in_form_of

X = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 1.0]])
W, B = np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.5, -3.0])
Z = X @ W + B
RIGHT = [(["z1", "z"], Z), (["a1", "hidden"], np.maximum(0, Z)), (["mask"], Z > 0)]
WRONG_Z = X @ W
WRONG_A = np.maximum(0, WRONG_Z)


@pytest.mark.parametrize(
    ("kept", "right"),
    [
        ({"z1": WRONG_Z, "a1": WRONG_A}, {"z1": Z, "a1": np.maximum(0, Z)}),
        ({"my_a1": WRONG_Z, "Z1": WRONG_Z}, {"my_a1": np.maximum(0, Z), "Z1": Z}),
        ({"p": WRONG_Z, "q": WRONG_A}, {"p": Z, "q": np.maximum(0, Z)}),
        ({"q": WRONG_A}, {"q": np.maximum(0, Z)}),
        ({"batch_z": WRONG_A, "fuzz": WRONG_Z}, {"batch_z": Z, "fuzz": np.maximum(0, Z)}),
        ({"on": WRONG_Z > 0}, {"on": Z > 0}),
        ({"cache": (X, WRONG_Z, WRONG_A)}, {"cache": (X, Z, np.maximum(0, Z))}),
        ({"cache": {"pre": WRONG_Z, "size": 3}}, {"cache": {"pre": Z, "size": 3}}),
        ({"X": X, "turned": X.T, "W": W}, {}),
        ({"count": 3, "words": ["a"], "other": np.ones(7), "text": np.array(["x"])}, {}),
    ],
    ids=[
        "by name",
        "by name in any order",
        "by order",
        "alone",
        "a name of one letter",
        "a mask",
        "a tuple",
        "a dict",
        "what was given",
        "other things",
    ],
)
def test_what_is_kept_becomes_right(kept: dict[str, Any], right: dict[str, Any]) -> None:
    np.testing.assert_equal(put_right({}, kept, [X, W, B], RIGHT), right)


def test_what_was_there_before_stays() -> None:
    kept = {"z1": WRONG_Z, "cache": {"pre": WRONG_Z}}
    assert put_right(arrays_in(kept), kept, [], RIGHT) == {}
    kept["cache"]["post"] = WRONG_A
    found = put_right({("z1",): WRONG_Z, ("cache", "pre"): WRONG_Z}, kept, [], RIGHT)
    np.testing.assert_equal(found, {"cache": {"pre": WRONG_Z, "post": np.maximum(0, Z)}})


def test_what_was_never_kept_is_found_by_names_that_many_give() -> None:
    found = by_name({"z1", "my_hidden", "W1", "size"}, RIGHT)
    np.testing.assert_equal(found, {"z1": Z, "my_hidden": np.maximum(0, Z)})


@pytest.mark.parametrize(
    ("own", "right", "given"),
    [
        ((1, 2), {"W": 3, "b": 4}, (3, 4)),
        ([1, 2], (3, 4), [3, 4]),
        ({"W": 1, "b": 2, "rest": 5}, {"W": 3, "b": 4}, {"W": 3, "b": 4, "rest": 5}),
        ({"dW": 1, "db": 2}, {"W": 3, "b": 4}, {"dW": 3, "db": 4}),
        ({"dw": 1, "db": 2}, (3, 4), {"dw": 3, "db": 4}),
        (np.zeros((1, 2)), np.ones(2), np.ones((1, 2))),
        ({"b": np.zeros((1, 2))}, {"b": np.ones(2)}, {"b": np.ones((1, 2))}),
        (np.zeros((2, 3)), np.ones((3, 2)), np.ones((3, 2))),  # not the same with other axes
        (np.zeros((1, 3)), np.ones((3, 1)), np.ones((3, 1))),
        (None, {"W": 3}, {"W": 3}),
        ((1, 2, 3), {"W": 3, "b": 4}, {"W": 3, "b": 4}),
    ],
)
def test_a_right_answer_comes_in_the_form_of_the_own_one(own: Any, right: Any, given: Any) -> None:
    found = in_form_of(own, right)
    assert type(found) is type(given)
    np.testing.assert_equal(found, given)


def test_nothing_is_expected_where_nothing_is_known() -> None:
    assert put_right({}, {"z1": WRONG_Z}, [], []) == {}


def test_a_structure_without_end_ends() -> None:
    endless: list[Any] = [WRONG_Z]
    endless.append(endless)
    found = put_right({}, {"kept": endless}, [], RIGHT[:1])
    np.testing.assert_equal(found["kept"][0], Z)
