"""Classroom 50's result.json and the text of its release, which the runner puts into the student's own repository.

Scores there are whole numbers, so points are hundredths: 27.5 of 40 is 2750 of 4000. Who handed in what comes from the
variables that the runner sets. There is no way to say "not judged": the runner makes that of an exit code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.hosts.reports.markdown import page
from autograder.hosts.reports.view import Kind, Report, Target

_IDENTITY = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
_TAG = re.compile(r"submit/(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z-\w+", re.ASCII)


def files(reports: Sequence[Report], target: Target) -> Iterator[tuple[str, str]]:
    """The two files of one submission. `BadInput` where there are several, or no score, or not for students."""
    if target.audience != "student":
        raise BadInput("Classroom 50 puts its results into the student's repository: use --for student")
    if len(reports) != 1:
        raise BadInput(f"Classroom 50 takes the result of one submission, and there are {len(reports)}")
    report = reports[0]
    if report.score is None:
        raise BadInput(f"{report.student} has no score for {report.assignment}: {one_line(report.no_score)}")
    made = {"schema": "classroom50/result/v1", **identity(target.environment), **scores(report)}
    yield "result.json", json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    yield "release-body.md", page(report)


def identity(environment: Mapping[str, str]) -> dict[str, str]:
    """Who handed in what, and when: the time is that of the tag, so that grading again does not change it."""
    known = {"ASSIGNMENT_TYPE": "individual", "OWNER": environment.get("USERNAME", ""), **environment}
    known.setdefault("REVIEW_URL", known.get("COMMIT_URL", ""))
    missing = sorted(variable for variable in _IDENTITY.values() if not known.get(variable))
    if missing:
        raise BadInput(f"Classroom 50's runner sets {', '.join(missing)}, and here they are not set")
    found = {name: known[variable] for name, variable in _IDENTITY.items()}
    when = _TAG.fullmatch(found["submission"])
    if when is None:
        raise BadInput(f"SUBMISSION_TAG is {one_line(found['submission'], 60)!r}, not submit/<time>Z-<commit>")
    return found | {"datetime": f"{when[1]}T{when[2]}:{when[3]}:{when[4]}Z"}


def scores(report: Report) -> dict[str, Any]:
    """The score, and a test for each question."""
    return {
        "score": _hundredths(report.score),
        "max-score": _hundredths(report.max_score),
        "tests": [
            {
                "test-name": f"{question.id}: {question.title}",
                "passed": question.kind is Kind.PASSED,
                "score": _hundredths(question.score),
                "max-score": _hundredths(question.max_score),
            }
            for question in report.questions
        ],
    }


def _hundredths(points: Decimal | None) -> int:
    assert points is not None, "a report with a score has one for every question"
    return int(100 * points)
