"""GitLab's code quality report: what was not passed, at a line of the student's file where it is known.

GitLab shows it in merge requests alone, and merges entries of equal fingerprints. Its test reports are `--to junit`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.hosts.reports.view import Item, Kind, Report, Target
from autograder.results.wording import words

_SEVERITY = {Kind.WRONG: "major", Kind.BROKEN: "critical", Kind.UNTRIED: "minor", Kind.UNJUDGED: "blocker"}


def files(reports: Sequence[Report], target: Target) -> Iterator[tuple[str, str]]:
    """For students a report a submission, of their repository; for staff one of the class, of a tree `submitted/`."""
    if target.audience == "staff":
        yield (
            "gl-code-quality-report.json",
            _json(
                [
                    each
                    for report in reports
                    for each in entries(report, f"submitted/{report.student}/{report.assignment}/")
                ]
            ),
        )
        return
    for report in reports:
        found = [each for each in entries(report, "") if each["severity"] != "blocker"]
        yield f"{report.student}/{report.assignment}/gl-code-quality-report.json", _json(found)


def entries(report: Report, folder: str) -> list[dict[str, Any]]:
    """What was not passed in a submission whose files lie in `folder`."""
    return [_entry(report, question, item, folder) for question, item in report.rows() if item.kind is not Kind.PASSED]


def _entry(report: Report, question: str, item: Item, folder: str) -> dict[str, Any]:
    file, line = (item.line["file"], item.line["number"]) if item.line else (f"{report.assignment}.ipynb", 1)
    name = "\0".join([report.student, report.assignment, question, item.name])
    said = f"{question}: {words(item.verdict)}: {item.name}"
    return {
        "description": f"{said}. {item.text}".replace("\n", " ").rstrip(" ."),
        "check_name": f"{report.assignment}.{question}",
        "fingerprint": hashlib.sha256(name.encode()).hexdigest(),
        "severity": _SEVERITY[item.kind],
        "location": {"path": folder + file, "lines": {"begin": line}},
    }


def _json(found: list[dict[str, Any]]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
