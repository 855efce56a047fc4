"""Gradescope's results.json: a row a question.

A hidden row would hide the student's total, so hidden checks have no row of their own; and a row without a score would
count as 0 in a total that Gradescope adds up, so without a score for the whole no row has one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.hosts.reports.view import Item, Kind, QuestionReport, Report, Target, as_number, of_points
from autograder.results.wording import words


def files(reports: Sequence[Report], target: Target) -> Iterator[tuple[str, str]]:
    """A `results.json` for each submission."""
    for report in reports:
        text = as_json(results(report, visible=target.audience == "student"))
        yield f"{report.student}/{report.assignment}/results.json", text


def results(report: Report, visible: bool) -> dict[str, Any]:
    """One submission; `visible` to its student, or else to staff alone. No `score` where there is none to give."""
    said = [report.no_score, *(f"Note: {note}" for note in report.notes)]
    made: dict[str, Any] = {
        "output": "\n".join(filter(None, said)),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "visibility": "visible" if visible else "hidden",
        "tests": [
            _row(number, question, report.score is not None) for number, question in enumerate(report.questions, 1)
        ],
    }
    return made if report.score is None else {"score": as_number(report.score), **made}


def as_json(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _row(number: int, question: QuestionReport, counts: bool) -> dict[str, Any]:
    said = [_said(item) for item in question.told]
    row: dict[str, Any] = {"number": str(number), "name": f"{question.id}: {question.title}", "output_format": "text"}
    if not counts:
        said.insert(0, of_points(question.score, question.max_score))
    elif question.score is not None:
        row["score"], row["max_score"] = as_number(question.score), as_number(question.max_score)
    if question.kind is not Kind.UNJUDGED:
        row["status"] = "passed" if question.kind is Kind.PASSED else "failed"
    return row | {"output": "\n\n".join(said)}


def _said(item: Item) -> str:
    head = f"{words(item.verdict)}: {item.name}"
    return f"{head}\n{item.text}" if item.text else head
