"""What a student is told of a question: chosen from a result's JSON by allow-list, for pages and notebooks to lay out.

Of a check that is not marked public it has the verdict, how many such checks failed, the hint of a named mistake, and
an example that is not one of the check's own cases. Texts are as the result has them: the pages and notebooks
clean and escape them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.core.model import Counterexample
from autograder.core.sanitize import clean
from autograder.results.result_json import CheckJson, LineJson, QuestionJson
from autograder.results.wording import failing, given, parts_said

MAX_NOTES = 3
MAX_VALUE = 8000  # characters of JSON that one value may have


@dataclass(frozen=True)
class Example:
    """A call, its inputs by parameter, and by "expected" and "got" the values it gives, where they were compared."""

    call: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    sides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FailedCheck:
    """A public check that failed, its finding as a whole and in parts: see `result_json.CheckJson`."""

    title: str
    verdict: str
    message: str
    said: str
    where: str
    expected: str
    got: str
    mistake: str
    line: LineJson | None
    relies_on: str
    hint: str
    example: Example

    @property
    def compared(self) -> bool:
        """Whether two values stand side by side."""
        return bool(self.expected and self.got)


@dataclass
class FailedElsewhere:
    """Checks that failed with one verdict on data that students do not see; `hint` is that of a named mistake."""

    verdict: str
    hint: str
    count: int = 0
    example: Example | None = None


@dataclass(frozen=True)
class QuestionView:
    """What is told of one question. `checks` are in the order in which they speak for it; `passed` are titles.

    `given` says whose right answers it was judged with, where others that it calls are wrong; `parts` which parts of
    its answers earned points although others did not.
    """

    id: str
    title: str
    score: float | None
    max_score: float
    verdict: str
    checks: list[FailedCheck]
    passed: list[str]
    elsewhere: list[FailedElsewhere]
    notes: list[str]
    given: str
    parts: str = ""


def student_view(question: QuestionJson) -> QuestionView:
    """What a student may see of a question."""
    public = [check for check in question["checks"] if check["visibility"] == "public"]
    failed = [_check(check) for check in failing(public) if check["verdict"] != "judge_error"]
    return QuestionView(
        id=question["id"],
        title=question["title"],
        score=question["score"],
        max_score=question["max_score"],
        verdict=question["verdict"],
        checks=failed,
        passed=[check["title"] for check in public if check["verdict"] == "passed"],
        elsewhere=_elsewhere(question["checks"], {check.hint for check in failed[:1]}),
        notes=list(dict.fromkeys(clean(note) for check in public for note in check["notes"]))[:MAX_NOTES],
        given=given(question),
        parts=clean(parts_said(question)),
    )


def _elsewhere(checks: Iterable[CheckJson], told: set[str]) -> list[FailedElsewhere]:
    """The failing checks that are not public, by verdict and hint, without the hints that are `told` already."""
    found: dict[tuple[str, str], FailedElsewhere] = {}
    for check in checks:
        if check["visibility"] != "public" and check["verdict"] not in ("passed", "judge_error"):
            hint = check["hint"] if check["diagnosis"] and check["hint"] not in told else ""
            group = found.setdefault((check["verdict"], hint), FailedElsewhere(check["verdict"], hint))
            group.count += 1
            example = check["counterexample"]
            if example is not None and example.get("small") and group.example is None:
                group.example = _example(example)
    return list(found.values())


def _check(check: CheckJson) -> FailedCheck:
    said = clean(check.get("said", check["message"]), 2000)
    return FailedCheck(
        title=check["title"],
        verdict=check["verdict"],
        message=check["message"],
        said=re.sub(r"^(is|it|only|the|there|this|your)\b", lambda first: first[0].capitalize(), said),
        where=check["where"],
        expected=check["expected"],
        got=check["got"],
        mistake=check.get("mistake", ""),
        line=check.get("line"),
        relies_on=check.get("relies_on", ""),
        hint=check["hint"],
        example=_example(check["counterexample"]),
    )


def _example(example: Counterexample | None) -> Example:
    if example is None:
        return Example()
    sides = {name: value for name, value in example.items() if name in ("expected", "got")}
    return Example(
        example["call"],
        {name: _bounded(value) for name, value in example["inputs"].items()},
        {name: _bounded(value) for name, value in sides.items()},
    )


def _bounded(value: Any) -> Any:
    """A value as it is, or the beginning of its text where it would fill pages."""
    text = json.dumps(value)
    return value if len(text) < MAX_VALUE else clean(text)
