"""A result as plain JSON values, in the order a person reads them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from autograder.core.model import CheckResult, Question, QuestionResult, Result, Verdict

SCHEMA = 1


MAX_TEXT = 2000  # characters of each text of a result


def result_json(result: Result) -> dict[str, Any]:
    """The result as plain JSON values, in the order a person reads them."""
    return {
        "schema": SCHEMA,
        "assignment": result.assignment.id,
        "student": result.student,
        "submission_sha256": result.submission_sha256,
        "assignment_sha256": result.assignment.sha256,
        "engine": result.engine,
        "seed": result.seed,
        "device": result.device,
        "isolation": result.isolation,
        "isolation_leaks": dict(result.isolation_leaks),
        "score": _number(result.score),
        "max_score": _number(result.assignment.max_score),
        "seconds": round(result.seconds, 6),
        "timings": {part: round(seconds, 6) for part, seconds in result.timings.items()},
        "notes": list(map(_cut, result.notes)),
        "questions": [_question_dict(question) for question in result.questions],
    }


def _question_dict(result: QuestionResult) -> dict[str, Any]:
    return {
        "id": result.question.id,
        "title": result.question.title,
        "score": _number(result.score),
        "max_score": _number(result.question.points),
        "verdict": str(result.verdict),
        "checks": [_check_dict(check, result.question) for check in result.checks],
    }


#: First hints to what is no wrong value, where there is no better one.
HINTS = {
    Verdict.MUTATED_INPUT: "Which line of yours writes into an argument, as x[i] = ... and x += ... do?",
    Verdict.ERROR: "Read the message from its end: which line raised it, and what are the shapes of what meets there?",
    Verdict.CRASHED: "What in your code can end Python itself?",
    Verdict.TIMEOUT: "How often does your innermost loop run, and can it end?",
    Verdict.OUT_OF_MEMORY: "Which of your arrays has far more entries than the arguments?",
    Verdict.NON_FINITE: "Where can a number be divided by 0, or grow without end?",
    Verdict.WRONG_SHAPE: "Print the shape of what you return. Which one does the lesson give it?",
    Verdict.WRONG_DTYPE: "Print the type of what you return. Which line makes it so?",
}


def _hint(result: CheckResult, question: Question) -> str:
    finding = result.finding
    if result.verdict is Verdict.PASSED:
        return ""
    if finding.relies_on:
        return f"Mend {finding.relies_on} first, then look here again."
    of_check = result.check.hint if result.verdict is Verdict.WRONG_VALUE else ""
    of_question = question.hints[0] if question.hints else ""
    return finding.advice or of_check or HINTS.get(result.verdict, of_question)


def _check_dict(result: CheckResult, question: Question) -> dict[str, Any]:
    finding = result.finding
    other = finding.relies_on
    relies = f" ({question.id} relies on {other}: mend {other} first)" if other else ""
    return {
        "id": result.check.id,
        "title": result.check.title,
        "visibility": result.check.visibility,
        "score": None if result.verdict is Verdict.JUDGE_ERROR else _number(result.score),
        "max_score": _number(result.max_score),
        "verdict": str(result.verdict),
        "message": _cut(finding.message) + relies,
        "where": _cut(finding.where),
        "expected": _cut(finding.expected),
        "got": _cut(finding.got),
        "hint": _hint(result, question),
        "diagnosis": finding.diagnosis,
        "counterexample": dict(finding.counterexample) if finding.counterexample else None,
        "notes": list(map(_cut, result.notes)),
    }


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
