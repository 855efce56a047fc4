"""The class at a glance: what the pictures count, and that nobody can be found on the page for the lecture."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.core.model import BadInput
from autograder.results import class_figures as figures
from autograder.results import regrade_record
from autograder.results.class_figures import Arrival, Arrivals
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


DUE = datetime(2026, 1, 30, 12, tzinfo=UTC)
TIMES = Arrivals(
    DUE,
    {
        "early": Arrival(DUE - timedelta(hours=6), ""),
        "late": Arrival(DUE + timedelta(hours=18), "18 h 00 min"),
        "waits": Arrival(DUE, ""),
    },
)
CAPTIONS = ("Points by time of submission", "Before and after the last regrade", "Time by part")


def test_scores_stand_by_the_time_when_the_work_came_and_late_ones_are_marked() -> None:
    found = figures.timeline(
        [student("late", 5.0), student("early", 20.0), student("waits", None), student("x", 1.0)], TIMES
    )  # type: ignore[list-item]
    assert found is not None and (found.due, found.unknown, found.late) == (0.25, 1, 1)
    assert [(dot.student, dot.x, dot.y, dot.late) for dot in found.dots] == [
        ("early", 0.0, 1.0, ""),
        ("late", 1.0, 0.25, "18 h 00 min"),
    ]
    page = class_with(times=TIMES, early=20.0, late=5.0)
    assert CAPTIONS[0] in page and "late: 5, Sat 31 Jan 06:00, 18 h 00 min late" in page


def test_one_who_is_the_only_one_stands_in_the_middle() -> None:
    found = figures.timeline([student("early", 20.0)], Arrivals(None, TIMES.by_student))  # type: ignore[list-item]
    assert found is not None and [dot.x for dot in found.dots] == [0.5] and found.due is None


def moved(*students: tuple[str, float, float], sha256: str = "a") -> regrade_record.RegradeJson:
    return {
        "schema": 1, "assignment": "hw4_loss", "assignment_sha256": sha256, "engine": "1",
        "students": {name: {"before": before, "after": after, "why": ["the assignment changed"]} for name, before, after in students},
    }  # fmt: skip


def test_a_regrade_shows_whose_score_moved_as_long_as_the_new_score_stands() -> None:
    record = moved(
        ("up1", 5.0, 10.0), ("up2", 5.0, 10.0), ("down", 20.0, 15.0), ("same", 20.0, 20.0), ("again", 0.0, 5.0)
    )
    now = {"up1": 10.0, "up2": 10.0, "down": 15.0, "same": 20.0, "again": 20.0, "new": 3.0}
    found = figures.regrade([student(*each) for each in now.items()], record)  # type: ignore[list-item]
    assert found is not None and (found.higher, found.lower, found.unchanged) == (2, 1, 1)
    assert [(dot.before, dot.after, dot.students) for dot in found.dots] == [
        (0.25, 0.5, ("up1", "up2")),
        (1.0, 0.75, ("down",)),
        (1.0, 1.0, ("same",)),
    ]
    assert (found.mean_before, found.mean_after) == (12.5, 13.75)
    page = class_with(regrade=record, **now)
    assert CAPTIONS[1] in page and "up1, up2: 5 → 10" in page and "the assignment changed (4)" in page


def test_regrades_under_the_same_checks_are_one_and_those_before_are_forgotten(tmp_path: Path) -> None:
    assert regrade_record.read(tmp_path, "hw4_loss") is None
    regrade_record.keep(tmp_path, moved(("ada", 1.0, 2.0)))
    regrade_record.keep(tmp_path, moved(("ben", 1.0, 2.0), sha256="b"))
    regrade_record.keep(tmp_path, moved(("cleo", 3.0, 2.0), sha256="b"))
    assert regrade_record.read(tmp_path, "hw4_loss") == moved(("ben", 1.0, 2.0), ("cleo", 3.0, 2.0), sha256="b")


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1}', "[" * 5000])
def test_a_record_that_cannot_be_read_is_said_and_the_next_regrade_replaces_it(tmp_path: Path, text: str) -> None:
    (tmp_path / ".hw4_loss.regrade.json").write_text(text)
    with pytest.raises(BadInput, match=r"regrade\.json"):
        regrade_record.read(tmp_path, "hw4_loss")
    regrade_record.keep(tmp_path, moved(("ada", 1.0, 2.0)))
    assert regrade_record.read(tmp_path, "hw4_loss") == moved(("ada", 1.0, 2.0))


def test_time_is_told_by_part_the_longest_first_and_whose_work_took_longest() -> None:
    slow = {**student("slow", 5.0), "seconds": 4.2, "timings": {"answers": 4.0, "start": 0.1, "carried": 0.0}}
    found = figures.times([student("ada", 5.0), slow])  # type: ignore[list-item]
    assert [(time.part, time.seconds, time.share) for time in found] == [
        ("answers", pytest.approx(4.3), 1.0),
        ("start", pytest.approx(0.2), pytest.approx(0.2 / 4.3)),
    ]
    page = index([("slow", "slow/hw4_loss.html", slow)])  # type: ignore[list-item]
    assert CAPTIONS[2] in page and "slow, 4.2 s" in page


def test_what_is_not_known_has_no_empty_picture() -> None:
    untimed = {**student("ada", 5.0), "timings": {}}
    page = index([("ada", "ada/hw4_loss.html", untimed)], arrivals={"hw4_loss": Arrivals(DUE, {})})  # type: ignore[list-item]
    assert not [caption for caption in CAPTIONS if caption in page]
    assert figures.regrade([student("ada", 5.0)], moved(("ben", 1.0, 5.0))) is None  # type: ignore[list-item]


def class_with(
    times: Arrivals | None = None, regrade: regrade_record.RegradeJson | None = None, **scores: float
) -> str:
    return index(
        [(name, f"{name}/hw4_loss.html", student(name, score)) for name, score in scores.items()],  # type: ignore[misc]
        arrivals={"hw4_loss": times} if times else {},
        regrades={"hw4_loss": regrade} if regrade else {},
    )


def test_a_student_s_name_becomes_no_markup_in_a_picture() -> None:
    times = Arrivals(DUE, {HOSTILE: Arrival(DUE + timedelta(hours=1), HOSTILE)})
    page = class_with(times=times, regrade=moved((HOSTILE, 1.0, 5.0)), **{HOSTILE: 5.0})
    assert all(caption in page for caption in CAPTIONS)
    assert "<script" not in page and page.count("<svg") == page.count("</svg>")


def test_the_page_for_the_lecture_has_none_of_the_pictures_of_single_students() -> None:
    page = lecture_pages([student(f"s{n}", 5.0) for n in range(4)])["hw4_loss"]  # type: ignore[misc]
    assert not [caption for caption in CAPTIONS if caption in page]
