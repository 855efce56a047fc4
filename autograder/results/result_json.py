"""A result as JSON: its shape, stated once, and how it is made. Everything that reads a result reads these types."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, NotRequired, TypedDict, final

from autograder.core.model import CheckResult, Counterexample, Line, Question, QuestionResult, Result, Verdict

SCHEMA = 1
MAX_TEXT = 2000  # characters of each text of a result
MAX_POINTS = 1_000_000
_GRAIN = 2**30


@dataclass(frozen=True)
class Within:
    """A number from `least` to `most`."""

    least: float
    most: float


@dataclass(frozen=True)
class AtLeastOne:
    """A list with something in it."""


@dataclass(frozen=True)
class OneOf:
    """One of these texts."""

    texts: frozenset[str]


VerdictText = Annotated[str, OneOf(frozenset(Verdict))]
Points = Annotated[float, Within(0, MAX_POINTS)]
Share = Annotated[float, Within(0, 1)]


@final
class LineJson(TypedDict):
    """A line of the student's."""

    file: str
    number: int
    text: str


@final
class CheckJson(TypedDict):
    """One check. `message` is all of the finding; the last four are its parts, for those who lay it out.

    `said`: the finding in a sentence, or where `expected` and `got` say it already, a remark on them. `mistake`: what
    the named mistake is. `line`: where the student's code raised. `relies_on`: a failed question that comes first.
    Only where there are any: `faults`, the check's named mistakes that are broken, for staff; `parts`, of a check of
    several, by name the share of the check, from 0 to 1, that the part earned; `through`, the student's own lines that
    led to `line`, outermost first; `printed`, at home, what the student's code printed in the call.
    """

    id: str
    title: str
    visibility: str
    score: Points | None
    max_score: Points
    verdict: VerdictText
    message: str
    where: str
    expected: str
    got: str
    hint: str
    diagnosis: str | None
    counterexample: Counterexample | None
    notes: list[str]
    said: NotRequired[str]
    mistake: NotRequired[str]
    line: NotRequired[LineJson | None]
    relies_on: NotRequired[str]
    faults: NotRequired[list[str]]
    parts: NotRequired[dict[str, Share]]
    through: NotRequired[list[LineJson]]
    printed: NotRequired[str]


@final
class QuestionJson(TypedDict):
    """One question with its checks. `carried`: questions that failed, and whose right answers it was given."""

    id: str
    title: str
    score: Points | None
    max_score: Points
    verdict: VerdictText
    checks: list[CheckJson]
    carried: NotRequired[list[str]]


class _About(TypedDict):
    """What every result says of its work and of how it was judged. `seconds` and `timings` are wall time."""

    schema: int
    assignment: str
    student: str
    submission_sha256: str
    assignment_sha256: str
    engine: str
    seed: int
    device: str
    isolation: str
    isolation_leaks: dict[str, str]
    max_score: Points
    seconds: float
    timings: dict[str, float]
    notes: list[str]
    for_staff: NotRequired[list[str]]  # what no student is told
    image: NotRequired[str]  # the container image that the grader ran in, by digest
    signature: NotRequired[str]


@final
class ResultJson(_About):
    """One submission's result. A `score` of None is the course's own fault."""

    score: Points | None
    questions: Annotated[list[QuestionJson], AtLeastOne()]


@final
class UnjudgedJson(_About):
    """The result of work that could not be judged: the `problem` in a sentence, and no score.

    `questions` are those of the assignment, `not_run` and without checks; none where the assignment itself cannot be
    read. `submission_sha256` is "" where the work could not be read.
    """

    score: None
    problem: str
    questions: list[QuestionJson]


@final
class ProblemJson(TypedDict):
    """Work that was not judged, and the sentence that says why; `fault` is the course's own, told once for all."""

    student: str
    assignment: str
    problem: str
    fault: str


@final
class BriefJson(TypedDict):
    """What the class's table shows of a result: of a large class that is memory enough."""

    student: str
    assignment: str
    score: float | None
    max_score: float
    isolation: str
    look_at: str
    for_staff: NotRequired[list[str]]


WrittenResult = ResultJson | UnjudgedJson  # what lies in a folder of results; `"problem" in it` tells which it is
WholeRow = ResultJson | ProblemJson
Row = ResultJson | BriefJson | ProblemJson


def result_json(result: Result) -> ResultJson:
    """The result as plain JSON values, in the order a person reads them."""
    questions = [_question_json(question) for question in result.questions]
    scores = [each["score"] for each in questions]
    whole = None if None in scores else math.fsum(score for score in scores if score is not None)
    return {**_about(result), "score": whole, "questions": questions}


def unjudged_json(result: Result, problem: str) -> UnjudgedJson:
    """The result of work that could not be judged; `result` has no questions, and what is known nevertheless."""
    questions: list[QuestionJson] = [
        {
            "id": question.id,
            "title": question.title,
            "score": None,
            "max_score": float(question.points),
            "verdict": str(Verdict.NOT_RUN),
            "checks": [],
        }
        for question in result.assignment.questions
    ]
    return {**_about(result), "score": None, "problem": _cut(problem), "questions": questions}


def problem_json(student: str, assignment: str, sentence: str, fault: str = "") -> ProblemJson:
    """The row of work that was not judged in this run."""
    return {"student": student, "assignment": assignment, "problem": sentence, "fault": fault}


def by_question(results: Iterable[ResultJson]) -> dict[str, list[QuestionJson]]:
    """Each question of some results of one assignment, as every student did it, in the order of the questions."""
    found: dict[str, list[QuestionJson]] = {}
    for question in (question for result in results for question in result["questions"]):
        found.setdefault(question["id"], []).append(question)
    return found


def _about(result: Result) -> _About:
    about: _About = {
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
        "max_score": float(result.assignment.max_score),
        "seconds": round(result.seconds, 6),
        "timings": {part: round(seconds, 6) for part, seconds in result.timings.items()},
        "notes": list(map(_cut, result.notes)),
    }
    if result.for_staff:
        about["for_staff"] = list(map(_cut, result.for_staff))
    if result.image:
        about["image"] = result.image
    return about


def _question_json(result: QuestionResult) -> QuestionJson:
    found: QuestionJson = {
        "id": result.question.id,
        "title": result.question.title,
        "score": _question_score(result),
        "max_score": float(result.question.points),
        "verdict": str(result.verdict),
        "checks": [_check_json(check, result.question) for check in result.checks],
    }
    if result.carried:
        found["carried"] = list(result.carried)
    return found


#: The first hint by verdict, for a finding that has no better one.
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
        return f"Fix {finding.relies_on} first, then look here again."
    of_check = result.check.hint if result.verdict is Verdict.WRONG_VALUE else ""
    of_question = question.hints[0] if question.hints else ""
    return finding.advice or of_check or HINTS.get(result.verdict, of_question)


def _check_json(result: CheckResult, question: Question) -> CheckJson:
    finding = result.finding
    line = finding.line
    found: CheckJson = {
        "id": result.check.id,
        "title": result.check.title,
        "visibility": result.check.visibility,
        "score": None if result.verdict is Verdict.JUDGE_ERROR else _points(result.score),
        "max_score": float(result.max_score),
        "verdict": str(result.verdict),
        "message": _cut(finding.message),
        "where": _cut(finding.where),
        "expected": _cut(finding.expected),
        "got": _cut(finding.got),
        "hint": _hint(result, question),
        "diagnosis": finding.diagnosis,
        "counterexample": finding.counterexample,
        "notes": list(map(_cut, result.notes)),
        "said": _cut(finding.said),
        "mistake": finding.mistake,
        "line": _line_json(line) if line else None,
        "relies_on": finding.relies_on,
    }
    if result.faults:
        found["faults"] = list(map(_cut, result.faults))
    if result.parts:
        found["parts"] = {name: float(share) for name, share in result.parts.items()}
    if finding.through:
        found["through"] = list(map(_line_json, finding.through))
    if finding.printed:
        found["printed"] = finding.printed
    return found


def _line_json(line: Line) -> LineJson:
    return {"file": line.file, "number": line.number, "text": _cut(line.text)}


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _question_score(result: QuestionResult) -> float | None:
    """The points to 1/_GRAIN: sums of such numbers are exact in any order.

    So a gradebook's database, which adds them up itself, has the total of the result to the last digit.
    """
    exact = result.score
    if exact is None or exact == result.question.points:
        return _points(exact)
    return round(exact * _GRAIN) / _GRAIN


def _points(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
