"""`verify` lists wrong work that a student sees first when it is graded: hidden checks catch it, and no public one."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from autograder.grading.verify import Outcome, Planted, Verified
from autograder.results.result_json import ResultJson


def outcome(*checks: tuple[str, str], kind: str = "wrong", reason: str = "") -> Outcome:
    """Planted work whose one question has checks of these (visibility, verdict)."""
    rows = [{"id": f"{number}", "visibility": seen, "verdict": said} for number, (seen, said) in enumerate(checks)]
    row = cast(ResultJson, {"questions": [{"id": "f", "checks": rows}]})
    return Outcome(Planted(kind, "work", Path("work.py"), {}, reason), row, ())


PASSED, FAILED, HIDDEN = ("public", "passed"), ("public", "wrong_value"), ("hidden", "wrong_value")


@pytest.mark.parametrize(
    ("checks", "unseen"),
    [((PASSED, HIDDEN), ["f"]), ((FAILED, HIDDEN), []), ((PASSED, FAILED), []), ((PASSED, ("hidden", "passed")), [])],
)
def test_work_that_hidden_checks_alone_catch_is_listed(checks: tuple[tuple[str, str], ...], unseen: list[str]) -> None:
    assert outcome(*checks).unseen_at_home == unseen
    assert outcome(*checks, kind="hostile").unseen_at_home == []


def test_it_is_a_surprise_unless_a_reason_stands_in_its_file() -> None:
    assert Verified("hw", (outcome(PASSED, HIDDEN),)).surprises == 1
    assert Verified("hw", (outcome(PASSED, HIDDEN, reason="It takes too long at home."),)).surprises == 0
