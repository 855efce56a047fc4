"""Item statistics against values worked out by hand, and what a spreadsheet may not compute."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from autograder import cli
from autograder.results.item_analysis import as_csv, cell, correlation, statistics_of, upper_minus_lower

Json = dict[str, Any]


def result(student: str, *scores: float | None, names: tuple[str | None, ...] = (None, None), title: str = "a") -> Json:
    """A result with two questions of 40 and 60 points."""
    questions = []
    for question, score, worth, name in zip("fg", scores, (40.0, 60.0), names, strict=True):
        verdict = "judge_error" if score is None else "passed" if score == worth else "wrong_value"
        earned = score or 0.0
        parts = [("passed", earned, earned, None)] if 0 < earned < worth else []
        parts.append((verdict, 0.0 if parts else score, worth - earned if parts else worth, name))
        checks = [
            {"id": f"test_public::test_{question}{number}", "title": "It is right.", "visibility": "public", "score": part,
             "max_score": most, "verdict": each, "message": "", "where": "", "expected": "", "got": "", "hint": "",
             "diagnosis": said, "counterexample": None, "notes": []}
            for number, (each, part, most, said) in enumerate(parts)
        ]  # fmt: skip
        questions.append(
            {"id": question, "title": title, "score": score, "max_score": worth, "verdict": verdict, "checks": checks}
        )
    total = None if None in scores else sum(score or 0.0 for score in scores)
    return {"schema": 1, "assignment": "hw", "student": student, "submission_sha256": "", "assignment_sha256": "", "engine": "",
            "seed": 1, "device": "cpu", "isolation": "strict", "isolation_leaks": {}, "score": total,
            "max_score": 100.0, "seconds": 0.5, "timings": {}, "notes": [],
            "questions": questions}  # fmt: skip


CLASS = [
    result("a", 40, 60),
    result("b", 40, 60),
    result("c", 40, 0, names=(None, "sign")),
    result("d", 20, 30, names=("half", None)),
    result("e", 0, 0, names=("half", "sign")),
    result("f", None, 60),
]


def test_shares_and_difficulty_are_of_those_who_were_judged() -> None:
    f, g = statistics_of(CLASS)
    assert (f.n, f.judge_errors, g.n, g.judge_errors) == (5, 1, 6, 0)
    assert f.full_marks == pytest.approx(3 / 5) and f.difficulty == pytest.approx((1 + 1 + 1 + 0.5 + 0) / 5)
    assert g.full_marks == pytest.approx(3 / 6) and g.difficulty == pytest.approx((1 + 1 + 0 + 0.5 + 0 + 1) / 6)
    assert dict(f.mistakes) == {"half": pytest.approx(2 / 5)} and dict(g.mistakes) == {"sign": pytest.approx(2 / 6)}


def test_discrimination_is_the_correlation_with_all_other_questions() -> None:
    f, g = statistics_of(CLASS)
    # Over a to e. f = (1, 1, 1, .5, 0) has squares of .8 about its mean, g's points (60, 60, 0, 30, 0) of 3600; the
    # products sum to 30. g = (1, 1, 0, .5, 0): 1.0; f's points (40, 40, 40, 20, 0): 1280; the products: 20.
    assert f.discrimination == pytest.approx(30 / (0.8 * 3600) ** 0.5)
    assert g.discrimination == pytest.approx(20 / (1.0 * 1280) ** 0.5)


def test_correlation_is_pearson_s() -> None:
    assert correlation((1, 2, 3, 4, 5), (2, 4, 6, 8, 10)) == pytest.approx(1)
    assert correlation((1, 2, 3, 4, 5), (5, 4, 3, 2, 1)) == pytest.approx(-1)
    assert correlation((1, 0, 1, 0, 1), (3, 1, 2, 2, 2)) == pytest.approx(0.645497, abs=1e-6)


def test_too_few_or_equal_values_tell_nothing() -> None:
    assert correlation((1, 0, 1, 0), (1, 0, 1, 0)) is None
    assert correlation((1, 1, 1, 1, 1), (1, 2, 3, 4, 5)) is None
    assert upper_minus_lower((1, 0, 1, 0, 1), (7, 7, 7, 7, 7)) is None
    assert upper_minus_lower((1, 0), (2, 1)) is None


def test_upper_and_lower_are_the_best_and_the_last_27_percent() -> None:
    totals = list(range(11))  # three at each end
    values = [0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0]
    assert upper_minus_lower(values, totals) == pytest.approx(2 / 3 - 1 / 3)


def test_who_has_the_total_at_the_edge_is_in_the_group_whatever_the_order() -> None:
    totals = [0, 5, 5, 5, 10]  # a group of one at each end
    assert upper_minus_lower([0, 0, 0, 0, 1], totals) == 1
    totals = [0, 0, 5, 10, 10]
    assert upper_minus_lower([1, 0, 0, 1, 0], totals) == upper_minus_lower([0, 1, 0, 0, 1], totals) == 0


def test_the_command_prints_a_table_and_writes_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    for each in CLASS:
        path = tmp_path / "results" / each["student"] / "hw.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(each))
    assert cli.main(["stats", str(tmp_path / "results"), "--csv", str(tmp_path / "items.csv")]) == 0
    said = capsys.readouterr().out
    assert "half 40 %" in said and "judge_error 1, left out" in said
    rows = list(csv.DictReader((tmp_path / "items.csv").read_text().splitlines()))
    assert [(row["question"], row["n"], row["full_marks"], row["mistakes"]) for row in rows] == [
        ("f", "5", "0.6000", "half 0.4000"),
        ("g", "6", "0.5000", "sign 0.3333"),
    ]


def test_a_damaged_result_is_left_out_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for student, text in (("a", json.dumps(CLASS[0])), ("b", '{"schema": 1, "sco'), ("c", '{"schema": 1}')):
        (tmp_path / student).mkdir()
        (tmp_path / student / "hw.json").write_text(text)
    assert cli.main(["stats", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("left out: ") == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_a_cell_that_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert cell(text).startswith("'")
    (row,) = csv.DictReader(as_csv(statistics_of([result("a", 40, 60, title=text)])[:1]).splitlines())
    assert row["title"].startswith("'")


def test_negative_figures_stay_numbers() -> None:
    worse = [result(str(i), 40.0 * (i % 2), 60.0 * ((i + 1) % 2)) for i in range(6)]
    rows = list(csv.DictReader(as_csv(statistics_of(worse)).splitlines()))
    assert rows[0]["discrimination"] == "-1.0000"
