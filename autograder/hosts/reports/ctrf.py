"""CTRF 1.0.0, the Common Test Report Format: a file a submission, a test a check.

Its objects take no fields but those of the specification, so points are labels, and the totals are in `extra`. It
wants times of everything: a check has none, so its duration is 0, and a run begins at 0.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.hosts.reports.view import Item, Kind, QuestionReport, Report, Target, as_number

_STATUS = {Kind.PASSED: "passed", Kind.UNJUDGED: "other"}


def files(reports: Sequence[Report], target: Target) -> Iterator[tuple[str, str]]:
    """A report for each submission."""
    for report in reports:
        text = json.dumps(ctrf(report), indent=1, ensure_ascii=False) + "\n"
        yield f"{report.student}/{report.assignment}.json", text


def ctrf(report: Report) -> dict[str, Any]:
    """One submission as CTRF's JSON values."""
    by_id = {question.id: question for question in report.questions}
    tests = [_test(report, by_id.get(question), item) for question, item in report.rows()]
    counted = Counter(test["status"] for test in tests)
    summary = {status: counted[status] for status in ("passed", "failed", "skipped", "pending", "other")}
    return {
        "reportFormat": "CTRF",
        "specVersion": "1.0.0",
        "results": {
            "tool": {"name": "matcalc-autograder"},
            "summary": {"tests": len(tests), **summary, "start": 0, "stop": report.milliseconds},
            "tests": tests,
            "extra": {"matcalc": _totals(report)},
        },
    }


def _test(report: Report, question: QuestionReport | None, item: Item) -> dict[str, Any]:
    labels: dict[str, Any] = {"student": report.student, "assignment": report.assignment}
    suite = [report.assignment]
    if question is not None:
        suite.append(question.id)
        labels |= {"question": question.id, "question_max_points": as_number(question.max_score)}
        if question.score is not None:
            labels["question_points"] = as_number(question.score)
    test = {"name": item.name, "status": _STATUS.get(item.kind, "failed"), "duration": 0, "suite": suite}
    if item.text:
        test["message"] = item.text
    if item.line is not None:
        test["filePath"], test["line"] = item.line["file"], item.line["number"]
    return test | {"rawStatus": item.verdict, "labels": labels}


def _totals(report: Report) -> dict[str, Any]:
    """The points, null where there is no score."""
    return {
        "student": report.student,
        "assignment": report.assignment,
        "score": None if report.score is None else as_number(report.score),
        "max_score": as_number(report.max_score),
        **({"no_score": report.no_score} if report.no_score else {}),
    }
