"""Feedback pages: from a result's JSON to one HTML file that a student wants to read, and an index for staff.

Pages say what `student_view` chooses of the result. They have no date, seed or digest in them, load nothing and run
nothing. Every value is cleaned and escaped on its way into a template, a student's and ours alike.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from autograder.core.files import write_whole
from autograder.core.model import BadInput
from autograder.core.numbers import number
from autograder.core.sanitize import clean
from autograder.results import class_page, regrade_record
from autograder.results.class_figures import Arrivals
from autograder.results.result_json import QuestionJson, ResultJson, UnjudgedJson
from autograder.results.store import paths, read
from autograder.results.student_view import Example, FailedCheck, student_view
from autograder.results.template import template
from autograder.results.written import MAX_PICTURES, Pictures, rendered

MAX_TEXTS = 40  # cells of one answer
Drawn = Mapping[str, Any]  # a value or a card as its template draws it
_KINDS = {"passed": "pass", "not_attempted": "idle", "not_run": "idle", "judge_error": "fault"}


@dataclass(frozen=True)
class Written:
    """How many pages there are, how many of them of work that could not be judged, the results of all others, and a
    sentence for each result that has no page and each picture that is missing."""

    pages: int
    unjudged: int
    results: tuple[ResultJson, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class WrittenText:
    """One cell of an answer: code, or Markdown with the pictures that are attached to it."""

    text: str
    code: bool = False
    pictures: Pictures = field(default_factory=dict)


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer that a person read: its cells, their comment, and a title and points where no program gives any.

    `note` says where the answer was found. A `score` of None means that nobody has read it yet.
    """

    texts: Sequence[WrittenText]
    comment: str
    note: str = ""
    title: str = ""
    score: float | None = None
    max_score: float = 0.0


@dataclass(frozen=True)
class HumanGrade:
    """What people gave for a question: its points in the gradebook, and the answers they commented on."""

    score: float | None
    by_hand: bool
    answers: tuple[WrittenAnswer, ...]


@dataclass(frozen=True)
class GradebookRecord:
    """What a gradebook has of a submission. `parts`, in the notebook's order: a question's id with what people gave for
    it, or an answer that only people read. `waits`: one of them has no points yet."""

    score: float
    max_score: float
    penalty: float
    waits: bool
    parts: Sequence[tuple[str, HumanGrade] | WrittenAnswer]


def page(result: ResultJson, record: GradebookRecord | None = None) -> str:
    """The feedback page of one result, with what people gave where there is a record."""
    questions = {question["id"]: _question(question) for question in result["questions"]}
    parts: list[Drawn] = list(questions.values())
    if record is not None:
        parts = [
            _written(part) if isinstance(part, WrittenAnswer) else _graded(questions[part[0]], part[1])
            for part in record.parts
        ]
    pictures = any(answer["pictures"] for part in parts for answer in (*part["answers"], part["answer"]) if answer)
    return template("feedback.html").render(result=result, parts=parts, record=record, pictures=pictures)


def unjudged_page(result: UnjudgedJson) -> str:
    """The page of work that could not be judged: why, and what to do."""
    return template("unjudged.html").render(result=result)


def write_pages(
    results: Path,
    out: Path,
    still_open: Sequence[class_page.OpenLine] = (),
    arrivals: Mapping[str, Arrivals] | None = None,
) -> Written:
    """Write `out/<student>/<assignment>.html` for each result, `out/index.html` for staff, and
    `out/lecture-<assignment>.html` to show to the class; each whole or not at all. `still_open` and `arrivals`, by
    assignment, are for staff."""
    shown: list[tuple[str, str, ResultJson]] = []
    unjudged: list[tuple[str, UnjudgedJson]] = []
    problems = []
    for path in paths(results):
        student, name = path.parent.name, f"{path.stem}.html"
        try:
            result = read(path)
            text = unjudged_page(result) if "problem" in result else page(result)
            write_whole(text, out / student / name)
        except (BadInput, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            problems.append(f"{path} gives no page: {type(error).__name__}: {clean(error, 240)}")
        else:
            link = "/".join(quote(os.fsencode(part), safe="") for part in (student, name))
            if "problem" in result:
                unjudged.append((link, result))
            else:
                shown.append((student, link, result))
    regrades: dict[str, regrade_record.RegradeJson] = {}
    for name in sorted({result["assignment"] for _, _, result in shown}):
        try:
            if record := regrade_record.read(results, name):
                regrades[name] = record
        except BadInput as error:
            problems.append(f"the last regrade has no picture: {error}; remove that file")
    write_whole(class_page.index(shown, unjudged, still_open, arrivals, regrades), out / "index.html")
    results_shown = tuple(result for _, _, result in shown)
    for name, text in class_page.lecture_pages(results_shown).items():
        write_whole(text, out / f"lecture-{name}.html")
    return Written(len(shown) + len(unjudged), len(unjudged), results_shown, tuple(problems))


def _question(question: QuestionJson) -> Drawn:
    """What the card of a question says, its values drawn."""
    told = student_view(question)
    return {
        "id": told.id,
        "title": told.title,
        "score": told.score,
        "max_score": told.max_score,
        "verdict": told.verdict,
        "kind": _KINDS.get(told.verdict, "fail"),
        "checks": [_drawn(check) for check in told.checks],
        "passed": told.passed,
        "elsewhere": [(found, found.example and _example(found.example)) for found in told.elsewhere],
        "notes": told.notes,
        "given": told.given,
        "parts": told.parts,
        "judged": None,
        "answers": (),
        "answer": None,
    }


def _graded(question: Drawn, given: HumanGrade) -> Drawn:
    """A question's card with the points that count, and what people wrote of it."""
    judged = question["score"] if given.by_hand and given.score != question["score"] else None
    return {
        **question,
        "score": given.score,
        "judged": judged,
        "answers": [written_answer(each) for each in given.answers],
    }


def _written(answer: WrittenAnswer) -> Drawn:
    """The card of an answer that only people give points for."""
    kind = "idle" if answer.score is None else "pass" if answer.score else "fail"
    return {
        "id": answer.title,
        "score": answer.score,
        "max_score": answer.max_score,
        "kind": kind,
        "answer": written_answer(answer),
        "answers": (),
    }


def written_answer(answer: WrittenAnswer) -> Drawn:
    """An answer's cells and the comment on it as HTML; `pictures` says whether one is shown."""
    texts: list[Markup] = []
    for text in answer.texts[:MAX_TEXTS]:
        texts.append(_cell(text, MAX_PICTURES - sum(map(len, texts))))
    return {
        "texts": texts,
        "comment": answer.comment and rendered(answer.comment),
        "note": answer.note,
        "pictures": any("<img " in text for text in texts),
    }


def _cell(text: WrittenText, room: int) -> Markup:
    if text.code:
        return Markup("<pre>{}</pre>").format(clean(text.text, 20_000))
    return rendered(text.text, text.pictures, room)


def _drawn(check: FailedCheck) -> Drawn:
    """A failing check with its values drawn. `at` names the student's line, `code` is its text."""
    at, code = (f"{check.line['file']} line {check.line['number']}", check.line["text"]) if check.line else ("", "")
    return {"found": check, "at": at, "code": code, **_example(check.example)}


def _example(example: Example) -> Drawn:
    """The inputs of a counterexample and the two values they give, drawn."""
    sides = example.sides
    return {
        "call": example.call,
        "sides": _pair(sides["expected"], sides.get("got")) if "expected" in sides else (None, None),
        "inputs": [(name, _value(value)) for name, value in example.inputs.items()],
    }


def _pair(expected: Any, got: Any) -> tuple[Drawn, Drawn]:
    """Two values drawn the same way, part by part where the expected one has parts, with the differences marked."""
    mine, theirs = _items(expected), _items(got)
    if _flat(expected) or not theirs or mine.keys() != theirs.keys():
        return _value(expected, got), _value(got, expected)
    pairs = {name: _pair(value, theirs[name]) for name, value in mine.items()}
    left, right = ([(name, pair[side]) for name, pair in pairs.items()] for side in (0, 1))
    return {"kind": "parts", "parts": left}, {"kind": "parts", "parts": right}


def _value(value: Any, other: Any = None) -> Drawn:
    """A JSON value as a template draws it. An entry whose text is not that of its `other` is marked."""
    if not isinstance(value, (list, dict)):
        comparable = other is not None and not isinstance(other, (list, dict))
        return {"kind": "cell", "text": _entry(value), "marked": comparable and _entry(value) != _entry(other)}
    if not _flat(value):
        return {"kind": "parts", "parts": [(name, _value(item)) for name, item in _items(value).items()]}
    same = isinstance(other, list) and len(other) == len(value)
    drawn = [_value(item, other[place] if same else None) for place, item in enumerate(value)]
    return {"kind": "matrix" if drawn and drawn[0]["kind"] == "row" else "row", "items": drawn}


def _items(value: Any) -> dict[str, Any]:
    """The parts of a value by name: of a dict its keys, of a list the place of each."""
    if isinstance(value, dict):
        return value
    return {f"{place} of {len(value)}": item for place, item in enumerate(value, 1)} if isinstance(value, list) else {}


def _flat(value: Any) -> bool:
    """Whether this is one thing to draw: a number, a row of numbers, or rows of one length."""
    if not isinstance(value, list):
        return not isinstance(value, dict)
    matrix = value and all(isinstance(row, list) and 0 < len(row) == len(value[0]) for row in value)
    return not any(isinstance(entry, (list, dict)) for row in (value if matrix else [value]) for entry in row)


def _entry(value: Any) -> str:
    """A number as everywhere; what is not a number in a few words."""
    return number(value) if isinstance(value, float) else clean(value, 120)
