"""An expected answer is computed once a run, however it is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.memo import once


def test_an_answer_is_computed_once_for_equal_arguments_by_position_and_by_name() -> None:
    asked = []

    @once
    def path(x: float, steps: int, rate: float = 0.1) -> float:
        """The end of a path."""
        asked.append((x, steps, rate))
        return x - steps * rate

    for _ in range(2):
        assert path(1.0, 2) == path(1.0, 2)
        assert path(1.0, steps=2, rate=0.5) == path(1.0, rate=0.5, steps=2) == 0.0
    assert asked == [(1.0, 2, 0.1), (1.0, 2, 0.5)]
    assert path.__name__ == "path" and path.__doc__ == "The end of a path."


def test_small_arrays_are_the_same_argument_when_their_content_is() -> None:
    asked = []

    @once
    def total(*, x: np.ndarray) -> float:
        asked.append(x)
        return float(x.sum())

    assert total(x=np.ones(3)) == total(x=np.ones(3)) == 3.0
    assert total(x=np.zeros(3)) == 0.0
    assert len(asked) == 2


def test_what_is_kept_cannot_be_changed_by_a_check() -> None:
    @once
    def answer(n: int) -> dict[str, np.ndarray]:
        return {"x": np.zeros(n)}

    with pytest.raises(ValueError, match="read-only"):
        answer(2)["x"][0] = 1
