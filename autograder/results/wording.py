"""The words for a result: its verdicts, which check speaks for a question, the named mistake, and calls on one line."""

from __future__ import annotations

import math
from datetime import datetime

from autograder.core.model import Counterexample, speaks_first
from autograder.core.numbers import literal, points
from autograder.core.sanitize import clean, one_line
from autograder.results.result_json import BriefJson, CheckJson, ProblemJson, QuestionJson, ResultJson, Row

MAX_LOOK_AT = 1000  # characters of what stands out in a result

_WORDS = {
    "not_attempted": "not attempted",
    "wrong_value": "wrong value",
    "wrong_shape": "wrong shape",
    "wrong_dtype": "wrong dtype",
    "non_finite": "not finite",
    "mutated_input": "changed its input",
    "too_many_evaluations": "too many evaluations",
    "out_of_memory": "out of memory",
    "not_run": "not run",
    "judge_error": "the course's fault",
}


def words(verdict: str) -> str:
    """A verdict as a person says it."""
    return _WORDS.get(verdict, verdict)


def moment(time: datetime) -> str:
    """A day and a time of day: Fri 30 Jan 23:59."""
    return f"{time:%a} {time.day} {time:%b %H:%M}"


def failing(checks: list[CheckJson]) -> list[CheckJson]:
    """Those that were not passed; the first speaks for the question."""
    found = [check for check in checks if check["verdict"] != "passed"]
    return sorted(found, key=lambda check: speaks_first(check["verdict"], check["visibility"], check["diagnosis"]))


def speaking_check(question: QuestionJson) -> CheckJson | None:
    """The check that speaks for a question; None where all were passed."""
    return next(iter(failing(question["checks"])), None)


def parts_said(question: QuestionJson) -> str:
    """Which parts of its answers earned what, in a question that lost points on some of them; "" where none earned any.

    "dw is right: 20 of 40 points; db is not right": the points are those of all the checks that go by parts.
    """
    checks = [check for check in question["checks"] if check.get("parts")]
    failed = [check for check in checks if check["verdict"] != "passed"]
    if not any(check["score"] for check in failed):
        return ""
    worth = points(math.fsum(check["max_score"] for check in checks))
    said = []
    for name in dict.fromkeys(name for check in checks for name in check["parts"]):
        asked = [check for check in checks if name in check["parts"]]
        right = [check for check in asked if check["parts"][name]]
        earned = points(math.fsum(check["parts"][name] * check["max_score"] for check in right))
        if len(right) == len(asked):
            said.append(f"{name} is right: {earned} of {worth} points")
        elif right:
            said.append(f"{name} is right in {len(right)} of {len(asked)} checks: {earned} of {worth} points")
        else:
            said.append(f"{name} is not right")
    return "; ".join(said)


def diagnosis(question: QuestionJson) -> str | None:
    """The named mistake of a question; None where its checks name none, or several."""
    named = {check["diagnosis"] for check in question["checks"] if check["diagnosis"]}
    return named.pop() if len(named) == 1 else None


def given(question: QuestionJson) -> str:
    """That a question was judged with right answers to others, in a sentence; "" where it was not."""
    names = [clean(name, 60) for name in question.get("carried", [])]
    if not names:
        return ""
    right = "a right " + (f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0])
    return f"right, given {right}" if question["verdict"] == "passed" else f"judged with {right}, which yours calls"


def verdict_with_mistake(question: QuestionJson) -> str:
    """What came of a question in a few words: "wrong value (no_mask)"."""
    name = diagnosis(question)
    return words(question["verdict"]) + (f" ({name})" if name else "")


def brief(row: Row) -> BriefJson | ProblemJson:
    """What the class's table shows of a row."""
    if "problem" in row or "look_at" in row:
        return row
    shown: BriefJson = {
        "student": row["student"],
        "assignment": row["assignment"],
        "score": row["score"],
        "max_score": row["max_score"],
        "isolation": row["isolation"],
        "look_at": _look_at(row),
    }
    if "for_staff" in row:
        shown["for_staff"] = row["for_staff"]
    return shown


def _look_at(result: ResultJson) -> str:
    """What stands out in a result: its verdicts by question, and its first note where points are lost."""
    by_verdict: dict[str, list[str]] = {}
    for question in result["questions"]:
        if question["verdict"] != "passed":
            name = diagnosis(question)
            said = question["id"] + (f" ({name})" if name else "")
            by_verdict.setdefault(words(question["verdict"]), []).append(said)
    if result["score"] == 0 and len(by_verdict) == 1:
        found = [f"everything: {next(iter(by_verdict))}"]
    else:
        found = [f"{', '.join(ids)}: {verdict}" for verdict, ids in by_verdict.items()]
    notes = result["notes"][:1] if result["score"] != result["max_score"] else []
    return one_line("; ".join([*found, *notes]), MAX_LOOK_AT)


def call_of(example: Counterexample) -> str:
    """The call of a counterexample, on one line: its inputs can be typed in again."""
    inputs = ", ".join(f"{clean(name, 30)}={short(value)}" for name, value in example["inputs"].items())
    return f"{clean(example['call'], 60)}({inputs})"


def short(value: object) -> str:
    """A JSON value on one line, and no more of it than can be read."""
    return clean(literal(value), 160)
