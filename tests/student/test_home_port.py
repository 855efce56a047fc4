"""What a student's code prints at home, and where a debugger stops in it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from shared import ROOT

from autograder.checks.collect import collect
from autograder.core.model import Check
from autograder.course.course import Course
from autograder.isolation.worker.stage import Stage
from autograder.results.card import Asked
from autograder.results.result_json import CheckJson, result_json
from autograder.student.home_port import Printed
from autograder.student.local import LocalRun

HW4 = Course(ROOT).assignment("hw4_loss")
WRONG = "import numpy as np\ndef loss(w, b, X, y):\n    print('N =', len(y))\n    return 1.0\n"


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    found = collect(ROOT / "assignments/hw4_loss", ["test_public.py"], HW4.with_practice)
    return [check for check in found if check.question == "loss"]


def run(source: str, checks: list[Check], **options: Any) -> LocalRun:
    stage = Stage({})
    stage.load([("hw4_loss.py", source)], 5.0, isolated=False, questions=["loss", "d_loss", "train"])
    mine = LocalRun(HW4, stage, "hw4_loss.py", **options)
    mine.checks = checks
    mine.run(checks)
    return mine


def first(mine: LocalRun) -> CheckJson:
    return result_json(mine.result())["questions"][0]["checks"][0]


def test_of_what_is_printed_that_of_the_shown_call_alone_is_kept(checks: list[Check]) -> None:
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        found = first(run(WRONG, checks))
    assert found.get("printed") == "N = 3"
    assert screen.getvalue() == ""


def test_where_prints_are_asked_for_they_pass_too(checks: list[Check]) -> None:
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        run(WRONG, checks, shows_prints=True)
    assert screen.getvalue().startswith("N = 3\n") and screen.getvalue().count("N = ") > 1


def test_what_was_printed_before_an_exception_is_kept_and_the_lines_that_led_to_it(checks: list[Check]) -> None:
    source = "def helper(w):\n    print('in helper')\n    return w[99]\ndef loss(w, b, X, y):\n    return helper(w)\n"
    found = first(run(source, checks))
    assert found.get("printed") == "in helper"
    assert [line["number"] for line in found.get("through", [])] == [5] and found["line"]["number"] == 3  # type: ignore[index]


def test_right_answers_print_nothing_under_themselves(checks: list[Check]) -> None:
    source = "import numpy as np\ndef loss(w, b, X, y):\n    print('fine')\n    return float(((y - np.maximum(0, X @ w + b)) ** 2).mean())\n"
    assert "printed" not in first(run(source, checks))


@pytest.mark.parametrize("line", ["row {}\n", "x" * 700 + "{}\n", "no end {}"])
def test_much_is_kept_from_both_ends(line: str) -> None:
    printed = Printed()
    for number in range(5000):
        printed.write(line.format(number))
    said = printed.text()
    assert line.format(0).strip()[:300] in said and said.endswith("4999") and len(said) < 2500


def test_lines_that_are_left_out_are_counted() -> None:
    printed = Printed()
    for number in range(5526):
        print(number, file=printed)
    first_lines, left_out, last_lines = printed.text().partition("… 5510 lines left out …\n")
    assert left_out and first_lines.split() == list("01234567") and last_lines.split()[0] == "5518"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ""), ("a", "a"), ("a\nb\n", "a\nb"), ("a\n" * 17, "a\n" * 8 + "… 1 line left out …\n" + "a\n" * 7 + "a")],
    ids=["nothing", "no end", "two lines", "one line too many"],
)
def test_little_is_kept_as_it_is(text: str, kept: str) -> None:
    printed = Printed()
    printed.write(text)
    assert printed.text() == kept


def test_work_that_prints_nothing_has_nothing_printed_under_it(checks: list[Check]) -> None:
    assert not first(run("def loss(w, b, X, y):\n    return 0.0\n", checks)).get("printed")


def stopped_in(mine: LocalRun, check: Check) -> list[tuple[str, Any]]:
    """The function and what it got, for each call that a debugger was given."""
    seen = []

    def run_call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        seen.append((function.__name__, args))
        return function(*args, **kwargs)

    assert mine.stop_in(check, run_call)
    return seen


def test_a_debugger_gets_the_call_that_shows_the_wrong_value(checks: list[Check]) -> None:
    mine = run(WRONG, checks, debugging=True)
    ((name, (w, b, X, y)),) = stopped_in(mine, checks[0])
    assert name == "loss" and w.tolist() == [1.0, -1.0] and X.shape == (3, 2) and len(y) == 3 and b == 0.0


def test_a_function_that_calls_itself_stops_once(checks: list[Check]) -> None:
    source = "def loss(w, b, X, y, deep=True):\n    return loss(w, b, X, y, False) if deep else 1.0\n"
    assert len(stopped_in(run(source, checks, debugging=True), checks[0])) == 1


def test_there_is_nothing_to_stop_in_where_nothing_was_called(checks: list[Check]) -> None:
    mine = run("x = 1\n", checks, debugging=True)
    assert not mine.stop_in(checks[0], lambda function: None)


def test_one_syntax_error_is_said_once_and_nothing_else_is_missing() -> None:
    source = (
        "# %%\ndef loss(w, b, X, y):\n    return d_loss(w, b, X, y)[1]\n\n# %%\ndef d_loss(w, b, X, y)\n    return 1\n\n"
        "# %%\ndef other():\n    return 2\n"
    )
    found = collect(ROOT / "assignments/hw4_loss", ["test_public.py"], HW4.with_practice)
    mine = run(source, [check for check in found if check.question != "quiz"])
    page = mine.page(result_json(mine.result()), Asked())
    said = {card.id: " ".join(row.text for row in card.rows) for card in page.cards}
    assert said == {
        "loss": "It uses d_loss: first fix the line above.",
        "d_loss": "It was never defined, because of the line above: fix that line first.",
        "train": "It is not there: perhaps because of the line above.",
    }
