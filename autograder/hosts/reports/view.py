"""The view of a result that all formats are written from. Who will read it decides what is in it.

For students it is made of `results.student_view`, which holds nothing of a hidden check; for staff it has every check.
All text in it is cleaned, and points are rounded, once, here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Literal

from autograder.core.model import Counterexample
from autograder.core.numbers import exact_points
from autograder.core.sanitize import clean, one_line
from autograder.results.result_json import CheckJson, LineJson, QuestionJson, WrittenResult
from autograder.results.student_view import FailedElsewhere, student_view
from autograder.results.wording import call_of, failing, given, words

Audience = Literal["student", "staff"]


@dataclass(frozen=True)
class Target:
    """Whom a report is for, and the environment of the host's job, from which some formats take who handed in what."""

    audience: Audience
    environment: Mapping[str, str] = field(default_factory=dict)


MAX_TEXT = 2000  # characters of one item's text
PARTLY = "Part of the work could not be judged, and that is the course's fault. A person sets the score."
_COURSE_FAULT = "The course's own check failed here: it is not the student's fault, and no points are lost by it."
_FOLDERS = re.compile(r"(?<!\S)(?:/[^\s/:;,]+)+/(?=[^\s/])")
_FILE = re.compile(r"\w[\w .()-]{0,100}\.(?:py|ipynb)")


class Kind(Enum):
    """What a verdict comes to in a format that knows fewer words."""

    PASSED = auto()
    WRONG = auto()  # an answer, and not the right one
    BROKEN = auto()  # no answer: the code failed
    UNTRIED = auto()
    UNJUDGED = auto()  # neither a mark nor a zero: a person has to look


_KINDS = {
    "passed": Kind.PASSED,
    "not_attempted": Kind.UNTRIED,
    "not_run": Kind.UNTRIED,
    "error": Kind.BROKEN,
    "timeout": Kind.BROKEN,
    "out_of_memory": Kind.BROKEN,
    "crashed": Kind.BROKEN,
    "judge_error": Kind.UNJUDGED,
}


@dataclass(frozen=True)
class Item:
    """One line of a question: a check, or for students also some hidden checks that failed alike.

    `name` is unique in its question. `text` says what was found, in lines; "" where all was right.
    """

    name: str
    verdict: str
    text: str = ""
    line: LineJson | None = None

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.verdict, Kind.WRONG)


@dataclass(frozen=True)
class QuestionReport:
    """One question, with at least one item. `score` is None where the course itself failed."""

    id: str
    title: str
    score: Decimal | None
    max_score: Decimal
    verdict: str
    items: tuple[Item, ...]

    @property
    def kind(self) -> Kind:
        return Kind.UNJUDGED if self.score is None else _KINDS.get(self.verdict, Kind.WRONG)

    @property
    def told(self) -> tuple[Item, ...]:
        """The items that a person wants to read: of what was not attempted, one says it for all."""
        return self.items[:1] if self.verdict == "not_attempted" else self.items


@dataclass(frozen=True)
class Report:
    """One submission for one audience.

    `no_score` says why there is no score, and is "" where there is one. Where nothing could be judged at all,
    `questions` is empty.
    """

    student: str
    assignment: str
    score: Decimal | None
    max_score: Decimal
    questions: tuple[QuestionReport, ...]
    notes: tuple[str, ...]
    no_score: str
    milliseconds: int

    @property
    def judged(self) -> bool:
        return bool(self.questions)

    def rows(self) -> Iterator[tuple[str, Item]]:
        """(question, item) of everything; of work that could not be judged one row that says so."""
        if not self.questions:
            yield self.assignment, Item("the work could be judged", "judge_error", self.no_score)
        for question in self.questions:
            for item in question.items:
                yield question.id, item


def report(result: WrittenResult, audience: Audience) -> Report:
    """What that audience is told of a result."""
    made = Report(
        student=one_line(result["student"]),
        assignment=result["assignment"],
        score=exact_points(result["score"]),
        max_score=exact_points(result["max_score"]),
        questions=(),
        notes=tuple(one_line(note) for note in result["notes"]),
        no_score="" if result["score"] is not None else PARTLY,
        milliseconds=round(1000 * result["seconds"]),
    )
    if "problem" in result:
        said = result["problem"] if audience == "staff" else without_folders(result["problem"])
        return replace(made, no_score=clean(said, MAX_TEXT))
    if audience == "staff":
        made = replace(made, notes=(*made.notes, *(one_line(note) for note in result.get("for_staff", ()))))
    items = _for_staff if audience == "staff" else _for_students
    return replace(made, questions=tuple(_question(each, items(each)) for each in result["questions"]))


def without_folders(text: str) -> str:
    """A text in which a path is its last part: where staff keep their files is theirs to know."""
    return _FOLDERS.sub("", text)


def _question(question: QuestionJson, items: Sequence[Item]) -> QuestionReport:
    title = one_line(question["title"])
    return QuestionReport(
        id=one_line(question["id"]),
        title=title,
        score=exact_points(question["score"]),
        max_score=exact_points(question["max_score"]),
        verdict=question["verdict"],
        items=tuple(_named_apart(items or [Item(title, question["verdict"])])),
    )


def _for_students(question: QuestionJson) -> list[Item]:
    told = student_view(question)
    notes = [f"Note: {one_line(note)}" for note in told.notes]
    items = [
        Item(each.title, each.verdict, _text(each.message, _call(each.example), each.hint), each.line)
        for each in told.checks
    ]
    items += [Item(title, "passed") for title in told.passed]
    items += [_elsewhere(each) for each in told.elsewhere]
    if question["score"] is None:
        items.append(Item("this question could be judged", "judge_error", _COURSE_FAULT))
    return _with_more(items, [*filter(None, [told.given]), *notes])


def _elsewhere(found: FailedElsewhere) -> Item:
    said = f"{found.count} {'check' if found.count == 1 else 'checks'} on other data: {words(found.verdict)}"
    return Item("data that you do not see", found.verdict, _text(said, _call(found.example), found.hint))


def _for_staff(question: QuestionJson) -> list[Item]:
    right = [check for check in question["checks"] if check["verdict"] == "passed"]
    items = [_check(check) for check in [*failing(question["checks"]), *right]]
    return _with_more(items, list(filter(None, [given(question)])))


def _with_more(items: list[Item], lines: Sequence[str]) -> list[Item]:
    """The items, what is said of the question as a whole below the first."""
    if items and lines:
        items[0] = replace(items[0], text="\n".join(filter(None, [items[0].text, *lines])))
    return items


def _check(check: CheckJson) -> Item:
    name = check["title"] if check["visibility"] == "public" else f"{check['title']} ({check['visibility']})"
    example = check["counterexample"]
    text = _text(check["message"], call_of(example) if example else "", check["hint"])
    more = [f"Named mistake: {one_line(check['diagnosis'])}"] if check["diagnosis"] else []
    more += [f"Note: {one_line(note)}" for note in check["notes"]]
    return Item(name, check["verdict"], "\n".join(filter(None, [text, *more])), check.get("line"))


def _call(example: Any) -> str:
    """The call of an `Example`, in which values that were compared stay out: the message has them."""
    if example is None or not example.call:
        return ""
    shown: Counterexample = {"call": example.call, "inputs": dict(example.inputs)}
    return call_of(shown)


def _text(said: str, call: str, hint: str) -> str:
    lines = [one_line(said, MAX_TEXT), call and f"For: {call}", hint and f"Hint: {one_line(hint, MAX_TEXT)}"]
    return "\n".join(filter(None, lines))


def _named_apart(items: Sequence[Item]) -> Iterator[Item]:
    """The items with cleaned names, each its own: some readers keep only the first of a name."""
    taken: set[str] = set()
    for item in items:
        name = one_line(item.name)
        number = 2
        while name in taken:
            name, number = f"{one_line(item.name)} ({number})", number + 1
        taken.add(name)
        yield replace(item, name=name, line=_plain(item.line))


def _plain(line: LineJson | None) -> LineJson | None:
    """A line of a file that lies where the work does; student code can give its functions any file's name."""
    return line if line is not None and line["number"] > 0 and _FILE.fullmatch(line["file"]) else None


def as_number(points: Decimal) -> int | float:
    """Points as a number of JSON: 40, 27.5, 73.72."""
    return int(points) if points == points.to_integral_value() else float(points)


def of_points(score: Decimal | None, most: Decimal) -> str:
    """Points for people: "27.5 of 40 points"."""
    return f"{as_number(score)} of {as_number(most)} points" if score is not None else "no score yet"
