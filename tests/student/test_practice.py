"""Cells of a notebook that are tried and looked at: a guess, an experiment, a picture."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autograder.student import experiment, local, picture, predict


def unwritten() -> None:
    raise NotImplementedError("your code goes here")


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        (None, "○ Write your number"),
        (5.03, "✔ 5.03: yes."),
        (5, "✔ 5: yes."),
        (6.0, "✘ You said 6; the computer says 5."),
        ("five", "○ 'five' is not a number"),
        (True, "○ True is not a number"),
        (math.nan, "○ nan is not a number"),
    ],
)
def test_a_guess_is_told_how_near_it_came(guess: Any, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    predict(guess, 5.0)
    assert capsys.readouterr().out.startswith(said)


def test_a_guess_near_zero_may_be_off_by_as_much_as_one_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    predict(0.01, 0.0)
    assert capsys.readouterr().out.startswith("✔")


@pytest.mark.parametrize("decorate", [experiment, picture])
def test_what_is_not_written_yet_is_named(decorate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    decorate(unwritten)
    assert capsys.readouterr().out == (
        f"The {decorate.__name__} needs unwritten: write it first, then run this cell again.\n"
    )


def test_nothing_happens_while_work_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(local, "loading", True)
    predict(None, 5.0)
    experiment(unwritten)
    assert capsys.readouterr().out == ""
