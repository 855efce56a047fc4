"""Expected answers that were recorded are found where the same is asked, and nowhere else."""

from __future__ import annotations

import inspect
import sys
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import memo
from autograder.checks.identity import identity
from autograder.checks.memo import once
from autograder.checks.oracle import grad_of, lend, value_of
from autograder.checks.recorded import Recorded, Recorder, asking, comparable
from autograder.checks.torch_names import NeedsTorch, load_torch, torch
from autograder.core.model import BadInput

X = np.array([1.0, -2.0, 0.5])


def square(x: Any) -> Any:
    return (torch.exp(x) ** 2).sum()


def cube(x: Any) -> Any:
    return (x**3).sum()


def rows(which: slice) -> Callable[[Any], Any]:
    return lambda x: (x[which] ** 2).sum()


@once
def path(x: Any, steps: int) -> dict[str, Any]:
    for _ in range(steps):
        x = x - 0.1 * grad_of(square, x)
    return {"x": x, "shape": x.shape, "last": (float(x[0]), [1, True, None, "end"])}


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PyTorch."""
    monkeypatch.setitem(sys.modules, "torch", None)


def recorded(tmp_path: Path, *asks: Callable[[], Any]) -> Recorded:
    """What is found after those answers were recorded."""
    recorder = Recorder("test_public::test_it")
    with asking(recorder):
        for ask in asks:
            ask()
    (tmp_path / "expected.json").write_text(recorder.text(), encoding="utf-8")
    return Recorded.of(tmp_path / "expected.json")


def test_what_was_recorded_is_found_to_the_bit_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = grad_of(square, X), value_of(square, X), path(X, 3)
    found = recorded(tmp_path, lambda: grad_of(square, X), lambda: value_of(square, X), lambda: path(X, 3))
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr(memo, "_kept", OrderedDict())
    with asking(found):
        gradient, value, walked = grad_of(square, X.copy()), value_of(square, X.copy()), path(X.copy(), 3)
    assert gradient.tobytes() == right[0].tobytes() and value == right[1] and type(value) is float
    assert walked["x"].tobytes() == right[2]["x"].tobytes() and {**walked, "x": 0} == {**right[2], "x": 0}


def test_another_input_function_or_kind_says_that_pytorch_is_needed(tmp_path: Path, no_torch: None) -> None:
    with pytest.raises(NeedsTorch, match=r"this answer of cube\(\) is not among the answers .* install torch"):
        value_of(cube, X + 7)


def test_inputs_that_differ_in_their_last_places_are_the_same_and_others_are_not() -> None:
    asked = identity(X)
    assert asked.agrees(number for number, _ in identity(X * (1 + 1e-15)).prints)
    for other in (X + 1e-6, X[::-1].copy(), 1.5 * X):
        assert not asked.agrees(number for number, _ in identity(other).prints)


def test_a_function_is_known_by_all_that_it_refers_to() -> None:
    same = [rows(slice(1)), rows(slice(1))]
    others = [rows(slice(-1, None)), square, cube, lambda x: x > 0, lambda x: x >= 0]
    known = [identity(each).text for each in (*same, *others)]
    assert known[0] == known[1] and len(set(known)) == len(known) - 1
    assert identity(lend(square, X)).text != identity(lend(square)).text
    pair = (lambda x: x), (lambda x: x + 1)
    assert identity(pair[0]).text != identity(pair[1]).text


def test_a_function_that_keeps_a_state_is_found_as_it_was_when_it_was_asked(tmp_path: Path) -> None:
    @once
    def walk(step: Callable[[Any], Any], x: Any) -> Any:
        return step(step(x))

    def heavy_ball() -> Callable[[Any], Any]:
        moved = 0.0

        def step(x: Any) -> Any:
            nonlocal moved
            moved = 0.9 * moved + grad_of(square, x)
            return x - 0.1 * moved

        return step

    found = recorded(tmp_path, lambda: walk(heavy_ball(), X))
    asked = ("once", inspect.unwrap(walk)), ((heavy_ball(), X), ())
    assert isinstance(found.find(*asked, lambda: None), np.ndarray)


def test_a_lent_function_needs_no_pytorch_to_be_evaluated(no_torch: None) -> None:
    f = lend(lambda x, A: torch.exp(A @ x), np.eye(3)[:2])
    assert f(X).tolist() == np.exp(X[:2]).tolist()


def test_homework_in_pytorch_says_how_to_get_it(no_torch: None) -> None:
    with pytest.raises(BadInput, match="this homework is in PyTorch, which is not installed"):
        load_torch()


def test_a_file_is_the_same_on_processors_that_differ_in_the_last_places() -> None:
    assert comparable('{"a": [0.30000000000000004, 1e-17]}') == comparable('{"a": [0.3, 0.0]}')
    assert comparable("[0.3000001]") != comparable("[0.3]")


def test_a_folder_without_answers_has_none_and_a_damaged_file_is_said(tmp_path: Path) -> None:
    assert Recorded.of(tmp_path / "expected.json").rows == {}
    (tmp_path / "expected.json").write_text('{"format": 1, "answers": [')
    with pytest.raises(BadInput, match=r"expected\.json is damaged; take a fresh copy"):
        Recorded.of(tmp_path / "expected.json")
