"""The class at a glance: what the pictures count, and that nobody can be found on the page for the lecture."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from autograder.results import class_figures as figures
from autograder.results.class_page import FEWEST, index, lecture_pages

HOSTILE = "</title></svg><script>alert(1)</script>"


def check(title: str, verdict: str, hidden: bool = False, diagnosis: str | None = None) -> dict[str, Any]:
    return {
        "id": f"test_it::{title}", "title": title, "visibility": "hidden" if hidden else "public", "score": 0.0, "max_score": 5.0,
        "verdict": verdict, "diagnosis": diagnosis, "message": "", "where": "", "expected": "", "got": "", "hint": "",
        "counterexample": None, "notes": [],
    }  # fmt: skip


def student(name: str, score: float | None, *checks: dict[str, Any], verdict: str = "wrong_value") -> dict[str, Any]:
    question = {
        "id": "loss",
        "title": "Loss",
        "score": score,
        "max_score": 20.0,
        "verdict": verdict,
        "checks": list(checks),
    }
    return {
        "schema": 1, "assignment": "hw4_loss", "student": name, "score": score, "max_score": 20.0, "seconds": 0.5,
        "timings": {"answers": 0.3, "start": 0.1}, "questions": [question],
    }  # fmt: skip


def class_of(*students: dict[str, Any]) -> str:
    return index([(each["student"], f"{each['student']}/hw4_loss.html", each) for each in students])  # type: ignore[misc]


@given(st.lists(st.floats(0, 20), max_size=60), st.integers(1, 5))
def test_a_bar_stands_for_nobody_or_for_enough_and_all_are_counted(scores: list[float], fewest: int) -> None:
    bars = figures.histogram(scores, 20.0, fewest)
    assert sum(bar.count for bar in bars) == len(scores)
    assert all(bar.count == 0 or bar.count >= min(fewest, len(scores)) for bar in bars)
    assert all(0 <= bar.share <= 1 for bar in bars)


def test_full_marks_are_in_the_first_bar_and_an_edge_in_the_upper_one() -> None:
    bars = figures.histogram([20.0, 18.0, 17.9, 0.0], 20.0)
    assert [(bar.label, bar.count) for bar in bars if bar.count] == [("18 to 20", 2), ("16 to 18", 1), ("0 to 2", 1)]


KINDS = {"full": ("passed", 20.0), "some": ("wrong_value", 5.0), "none": ("wrong_value", 0.0),
         "untried": ("not_attempted", 0.0), "fault": ("judge_error", None)}  # fmt: skip


@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=FEWEST, max_size=40))
def test_a_part_of_a_question_s_bar_stands_for_enough_too(kinds: list[str]) -> None:
    asked = [student("x", KINDS[kind][1], verdict=KINDS[kind][0])["questions"][0] for kind in kinds]
    parts = figures.stack(asked, FEWEST).parts
    assert all(part.count >= FEWEST for part in parts) and sum(part.count for part in parts) == len(kinds)
    whole = figures.stack(asked).parts
    assert {part.kind: part.count for part in whole} == {kind: kinds.count(kind) for kind in set(kinds)}
    assert abs(sum(part.share for part in whole) - 1) < 1e-9


def test_checks_stand_by_how_many_pass_them_and_students_by_score() -> None:
    found = figures.strips(
        [
            student("low", 0.0, check("easy", "passed"), check("hard", "wrong_value")),
            student("high", 20.0, check("hard", "passed"), check("easy", "passed")),
            student(
                "idle", 0.0, check("easy", "not_attempted"), check("hard", "not_attempted"), verdict="not_attempted"
            ),
            student("fault", None, check("easy", "judge_error")),
        ]  # type: ignore[list-item]
    )
    assert [(strip.title, strip.marks) for strip in found] == [("easy", "pp-"), ("hard", "pf-")]


def test_checks_that_tell_nothing_are_said() -> None:
    page = class_of(
        *(student(f"s{n}", 5.0 * n, check("idle", "passed"), check("cruel", "error", hidden=True)) for n in range(4))
    )
    rows = [re.sub(r"<[^>]*>", " ", row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    (idle,), (cruel,) = ([row for row in rows if title in row] for title in ("idle", "cruel"))
    assert "nobody fails it" in idle and "nobody passes it" in cruel and "(hidden)" in cruel


def test_what_students_and_authors_wrote_becomes_no_markup() -> None:
    page = class_of(*(student(HOSTILE, 5.0, check(HOSTILE, "wrong_value", diagnosis=HOSTILE)) for _ in range(4)))
    assert "<script" not in page and page.count("<svg") == page.count("</svg>")


def test_the_page_for_the_lecture_names_no_student_and_nothing_of_hidden_checks() -> None:
    made = [
        check("public", "wrong_value", diagnosis="no_mean"),
        check("SECRET", "wrong_value", hidden=True, diagnosis="secret"),
    ]
    rare = check("public", "wrong_value", diagnosis="rare")
    students = [student(f"somebody{n}", 5.0, *made) for n in range(4)] + [
        student("somebody8", 5.0, rare),
        student("somebody9", 5.0, rare),
    ]
    page = lecture_pages(students)["hw4_loss"]  # type: ignore[arg-type]
    assert "loss: no_mean" in page and "6 students" in page
    assert not [
        word
        for word in ("somebody", "SECRET", "secret", "rare")
        if word in re.sub(r"<style>.*?</style>|<meta[^>]*>", "", page, flags=re.DOTALL)
    ]


def test_a_class_of_two_has_no_such_page() -> None:
    assert lecture_pages([student("a", 5.0), student("b", 20.0)]) == {}  # type: ignore[list-item]
