"""When work is due and what lateness costs: one rule, for gradebooks and for platforms."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.core.model import BadInput, CourseFault
from autograder.course.deadlines import Deadlines, LateRule, asked_time, extend, read
from autograder.course.submission_time import line_of, parsed

DUE = datetime(2026, 1, 30, 23)
HW = "hw4_loss"


def late(hours: float, student: str = "ada") -> dict[str, datetime | None]:
    return {HW: DUE + timedelta(hours=hours)}


@pytest.mark.parametrize(
    ("hours", "rule", "off", "said"),
    [
        (0, LateRule(percent_a_day=10), 0, ""),
        (0.1, LateRule(percent_a_day=10), 10, "1 day late: -10"),
        (24, LateRule(percent_a_day=10), 10, "1 day late: -10"),
        (24.1, LateRule(percent_a_day=10), 20, "2 days late: -20"),
        (0.1, LateRule(percent_a_day=10, grace_minutes=10), 0, ""),
        (0.2, LateRule(percent_a_day=10, grace_minutes=10), 10, "1 day late: -10"),
        (24.1, LateRule(percent_a_day=10, of="reached"), 16, "2 days late: -16"),
        (1000, LateRule(percent_a_day=10), 80, "42 days late: -80"),
        (49, LateRule(percent_a_day=10, days_accepted=2), 80, "3 days late: taken for 2 only"),
        (49, LateRule(percent_a_day=10, slip_days=2), 10, "3 days late, 2 of them slip days: -10"),
        (24, LateRule(percent_a_day=10, slip_days=2), 0, "1 day late, 1 of them slip days: -0"),
        (49, LateRule(), 0, "3 days late: -0"),
    ],
)
def test_what_lateness_takes_off(hours: float, rule: LateRule, off: float, said: str) -> None:
    found = Deadlines({HW: DUE}, rule=rule).penalty("ada", HW, late(hours), 80.0, 100.0)
    assert (found.points, found.reason) == (pytest.approx(off), said)


def test_slip_days_are_spent_on_what_was_due_first() -> None:
    due = {"a": DUE, "b": DUE + timedelta(days=7), "c": DUE + timedelta(days=14)}
    dates = Deadlines(due, rule=LateRule(percent_a_day=10, slip_days=3))
    times = {name: time + timedelta(days=2) for name, time in due.items()}
    assert [dates.penalty("ada", name, times, 100, 100).points for name in "abc"] == [0, 10, 20]
    assert dates.penalty("ada", "b", {**times, "a": None}, 100, 100).points == 0  # unknown times cost nothing


def test_an_extension_is_one_student_s(tmp_path: Path) -> None:
    (tmp_path / "deadlines.toml").write_text(f'timezone = "Europe/Berlin"\n[due]\n{HW} = "2026-01-31 00:00"\n')
    extend(tmp_path, "ada", HW, DUE + timedelta(days=1))
    extend(tmp_path, "ben", HW, DUE + timedelta(days=9))
    extend(tmp_path, "ada", HW, DUE + timedelta(days=2))
    dates = read(tmp_path)
    assert (dates.of("ada", HW), dates.of("cleo", HW)) == (DUE + timedelta(days=2), DUE)
    assert dates.of("ada", "hw5_backprop") is None
    rows = list(csv.DictReader((tmp_path / "extensions.csv").read_text().splitlines()))
    assert [row["student"] for row in rows] == ["ada", "ben"]


def a_course(root: Path, deadlines: str, **assignments: str) -> Path:
    for name, text in assignments.items():
        (root / "assignments" / name).mkdir(parents=True)
        (root / "assignments" / name / "assignment.toml").write_text(text)
    (root / "deadlines.toml").write_text(deadlines)
    return root


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-01-30T12:00:00", datetime(2026, 1, 30, 11)),
        ("2026-07-01", datetime(2026, 7, 1, 21, 59)),
        ("2026-01-30T12:00:00-05:00", datetime(2026, 1, 30, 17)),
    ],
)
def test_homework_that_the_deadlines_do_not_name_is_due_when_it_says_itself(
    tmp_path: Path, said: str, due: datetime
) -> None:
    course = a_course(tmp_path, 'timezone = "Europe/Berlin"\n', hw4_loss=f"due = {said}\n", hw5="[[", hw6="hours = 1\n")
    assert read(course).due == {HW: due}


def test_two_dates_of_one_homework_are_refused_and_the_same_twice_is_one(tmp_path: Path) -> None:
    text = f'timezone = "Europe/Berlin"\n[due]\n{HW} = "2026-01-30 12:00"\n'
    course = a_course(tmp_path, text, hw4_loss="due = 2026-01-30T12:00:00\n")
    assert read(course).due == {HW: datetime(2026, 1, 30, 11)}
    (course / "assignments" / HW / "assignment.toml").write_text("due = 2026-01-31\n")
    with pytest.raises(CourseFault) as fault:
        read(course)
    assert "2026-01-30 12:00" in str(fault.value) and "2026-01-31 23:59" in str(fault.value)
    assert "assignment.toml" in str(fault.value) and "deadlines.toml" in str(fault.value)


def test_people_are_told_a_date_in_the_course_s_zone(tmp_path: Path) -> None:
    dates = read(a_course(tmp_path, f'timezone = "Europe/Berlin"\n[due]\n{HW} = "2026-07-01 23:59"\n'))
    told = dates.told(HW)
    assert told is not None and told.isoformat() == "2026-07-01T23:59:00+02:00"
    assert dates.told("hw5_backprop") is None


def test_no_file_is_no_deadline(tmp_path: Path) -> None:
    assert read(tmp_path) == Deadlines()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[dew]\n", "unknown key dew; legal are due, late, timezone"),
        ("[late]\npercent = 3\n", "unknown key late.percent; legal are days_accepted"),
        ("[late]\npercent_a_day = -3\n", "late.percent_a_day is a number from 0, not -3"),
        ("[late]\npercent_a_day = true\n", "late.percent_a_day is a number"),
        ("[late]\nslip_days = 1.5\n", "late.slip_days is a whole number"),
        ('[late]\nof = "all"\n', 'late.of is "possible" or "reached"'),
        ("late = 3\n", "late is a table"),
        ('timezone = "Mars"\n', "'Mars' is not a time zone"),
        ('timezone = "/etc/passwd"\n', "is not a time zone"),
        ('[due]\nhw4_loss = "Friday"\n', "due.hw4_loss: 'Friday' is not a time; one reads like 2026-01-30 23:59"),
        ("[due\n", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "deadlines.toml").write_text(text)
    with pytest.raises(BadInput) as error:
        read(tmp_path)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-30 15:30:10 UTC", (15, 30, 10)),
        ("2026-01-30T15:30:10Z", (15, 30, 10)),
        ("2026-01-30 15:30", (15, 30, 0)),
        ("2026-01-30 15:30:10.123456789 UTC", (15, 30, 10)),
        ("2026-01-30 15:30:10 Europe/Berlin", (14, 30, 10)),
        ("2026-01-30 15:30:10 +0200", (13, 30, 10)),
        ("2026-01-30 15:30:10 -05:30", (21, 0, 10)),
        ("2026-01-30 15:30:10 No/Where", None),
        ("2026-01-30 15:30:10 ../../etc/passwd", None),
        ("2026-13-30 15:30:10", None),
        ("1999-01-30 15:30:10", None),
        ("tomorrow", None),
    ],
)
def test_times_of_submission(text: str, expected: tuple[int, int, int] | None) -> None:
    found = parsed(text)
    assert (None if found is None else (found.hour, found.minute, found.second)) == expected


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_a_time_that_was_written_is_read(time: datetime) -> None:
    assert parsed(line_of(time)) == time


def test_a_time_that_is_asked_for_is_in_the_course_s_zone() -> None:
    assert asked_time(" 2026-01-30 23:59 ", UTC) == datetime(2026, 1, 30, 23, 59)
    with pytest.raises(BadInput, match="is not a time"):
        asked_time("soon", UTC)


@given(st.floats(0, 2000), st.floats(0, 100), st.integers(0, 5), st.none() | st.integers(0, 9))
def test_lateness_never_takes_more_than_was_reached(
    hours: float, reached: float, slip: int, accepted: int | None
) -> None:
    rule = LateRule(percent_a_day=13, slip_days=slip, days_accepted=accepted)
    found = Deadlines({HW: DUE}, rule=rule).penalty("ada", HW, late(hours), reached, 100.0)
    assert 0 <= found.points <= reached
