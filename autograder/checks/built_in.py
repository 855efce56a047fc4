"""Mistakes that anyone can make in any function, which have a name without the author of a check: nothing is returned,
the numbers are right and their form is not, or the answer is that to an earlier call."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.checks.compare import RTOL, Numbers, StudentValue, Terms, differing, same
from autograder.checks.mistakes import Mistake
from autograder.core.values import Tensor, leaves

EARLIER_ANSWER = Mistake(
    "earlier_answer",
    says="This is the right answer to an earlier call: your code keeps something from one call to the next.",
    hint="Which of your variables live longer than one call: a global, an attribute, a list as a default argument?",
)
RETURNS_NOTHING = Mistake(
    "returns_nothing",
    says="What your code gives back is None, which in Python stands for nothing.",
    hint="Does every path through your code reach a `return`, and what is it that the last one gives back?",
)
OTHER_PRECISION = Mistake(
    "other_precision",
    says="Your numbers are right, but not in the precision that was asked for.",
    hint="Print the dtype of what you are given and of what you return. Which line changes it?",
)
OTHER_SHAPE = Mistake(
    "other_shape",
    says="Your numbers are right, but not in the shape that was asked for.",
    hint="Print the shape of what you return. Which line adds an axis, or drops one?",
)
OTHER_TYPE = Mistake(
    "other_type",
    says="Your numbers are right, but not in the type that was asked for.",
    hint="Print `type(...)` of what you return. Which line makes that of it?",
)
OTHER_KEYS = Mistake(
    "other_keys",
    says="Your numbers are right, but not under the keys that were asked for.",
    hint="Print the keys of the dict that you return, and compare them with those in the task.",
)


def other_form(answer: StudentValue, expected: Any, terms: Terms) -> Mistake | None:
    """What alone is wrong with the form of an answer; None where its numbers are wrong, too, or where nothing is."""
    if answer.value is None:
        return RETURNS_NOTHING
    with np.errstate(all="ignore"):
        if same(answer, expected, terms):
            return None
        renamed = _with_keys_of(expected, answer.value)
        if renamed is not answer.value:
            return OTHER_KEYS if same(renamed, expected, terms) else None
        for mistake, reform in _REFORMED:
            made = _each(answer, answer.value, expected, reform)
            if made is not answer.value and same(made, expected, terms):
                return mistake
    return None


def whole_numbers(value: Any) -> bool:
    """Whether a value is made of whole numbers, but for rounding, or of none: such are come upon by chance."""
    floats = (numbers for numbers in map(np.asarray, leaves(value)) if numbers.dtype.kind == "f")
    return all(bool(np.all(np.abs(numbers - np.rint(numbers)) < 1e-6)) for numbers in floats)


_SINGLE = Terms(rtol=RTOL[np.dtype(np.float32)])
Reform = Callable[[StudentValue, Any, Any], Any]


def _each(answer: StudentValue, have: Any, want: Any, reform: Reform) -> Any:
    """A value of a student's, each part of it in the form that was asked for; itself where `reform` changes no part."""
    if isinstance(want, tuple) and isinstance(have, (tuple, list)) and len(have) == len(want):
        made = tuple(_each(answer, *pair, reform) for pair in zip(have, want, strict=True))
        return have if all(map(operator.is_, made, have)) else made
    if isinstance(want, Mapping) and isinstance(have, dict) and have.keys() == want.keys():
        named = {key: _each(answer, have[key], want[key], reform) for key in want}
        return have if all(named[key] is have[key] for key in want) else named
    return have if isinstance(want, (tuple, Mapping)) else reform(answer, have, want)


def _in_precision(answer: StudentValue, have: Any, want: Any) -> Any:
    if isinstance(have, Tensor) and isinstance(want, Tensor):
        return _with_data(have, _in_precision(answer, have.data, want.data))
    asked = np.asarray(want)
    if not (isinstance(have, np.ndarray) and have.dtype.kind == asked.dtype.kind == "f" and have.shape == asked.shape):
        return have
    return have if have.dtype == asked.dtype or differing(have, asked, _SINGLE).any() else want


def _in_shape(answer: StudentValue, have: Any, want: Any) -> Any:
    if isinstance(have, Tensor) and isinstance(want, Tensor):
        return _with_data(have, _in_shape(answer, have.data, want.data))
    numbers, shape = answer.numbers(have), np.shape(want)
    if not (isinstance(numbers, Numbers) and numbers.shape != shape and numbers.dtype.kind in "fiu"):
        return have
    return numbers.array.reshape(shape) if math.prod(numbers.shape) == math.prod(shape) else have


def _in_type(answer: StudentValue, have: Any, want: Any) -> Any:
    if not isinstance(want, Tensor):
        return have.data if isinstance(have, Tensor) else have
    if isinstance(have, Tensor):
        return have
    if isinstance(have, Sequence) and have and all(isinstance(each, Tensor) for each in have):
        rows = [each.data for each in have]
        return Tensor(np.stack(rows)) if len({row.shape for row in rows}) == 1 else have
    numbers = answer.numbers(have)
    return Tensor(numbers.array) if isinstance(numbers, Numbers) and numbers.dtype.kind == "f" else have


def _with_data(tensor: Tensor, data: Any) -> Tensor:
    return tensor if data is tensor.data else replace(tensor, data=data)


_REFORMED: tuple[tuple[Mistake, Reform], ...] = (
    (OTHER_PRECISION, _in_precision),
    (OTHER_SHAPE, _in_shape),
    (OTHER_TYPE, _in_type),
)


def _with_keys_of(expected: Any, value: Any) -> Any:
    """A dict with as many other keys, in the order of those that were asked for; anything else as it is."""
    if not (isinstance(expected, Mapping) and isinstance(value, dict) and len(value) == len(expected)):
        return value
    return value if value.keys() == expected.keys() else dict(zip(expected, value.values(), strict=True))
