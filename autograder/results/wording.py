"""The words for people: verdicts, points, calls, and which check speaks for a question."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from autograder.core.sanitize import clean

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


def points(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def speaking_check(question: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The check that speaks for a question of a result's JSON: of its verdict, public, with a name for the mistake."""
    failing = [check for check in question["checks"] if check["verdict"] == question["verdict"] != "passed"]
    return min(failing, key=lambda check: (check["visibility"] != "public", check["diagnosis"] is None), default=None)


def brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row only what `class_table` and the line below it show."""
    if "problem" in row:
        return dict(row)
    shown = {name: row[name] for name in ("student", "assignment", "score", "max_score", "isolation")}
    questions = [
        {
            "id": question["id"],
            "verdict": question["verdict"],
            "checks": [{"diagnosis": check["diagnosis"]} for check in question["checks"] if check["diagnosis"]],
        }
        for question in row["questions"]
    ]
    return shown | {"notes": [clean(note) for note in row["notes"][:1]], "questions": questions}


def diagnosis(question: Mapping[str, Any]) -> str | None:
    """The named mistake of a question: the one that its checks name, where they name but one."""
    named = {check["diagnosis"] for check in question["checks"] if check["diagnosis"]}
    return named.pop() if len(named) == 1 else None


def call_of(counterexample: Mapping[str, Any]) -> str:
    """The call of a counterexample, on one line."""
    inputs = ", ".join(f"{clean(name, 30)}={short(value)}" for name, value in counterexample.get("inputs", {}).items())
    return f"{clean(counterexample.get('call', ''), 60)}({inputs})"


def short(value: Any) -> str:
    """A JSON value on one line, its numbers to four digits, and no more of it than can be read."""
    text = value if isinstance(value, str) else json.dumps(value)
    text = re.sub(r"(\d+\.\d{4})\d+", r"\1", text)
    return clean(text, 160)
