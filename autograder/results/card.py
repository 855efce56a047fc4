"""What a student reads at home, as data: a card a question. The terminal and the notebook lay the same cards out.

Texts are cleaned here and bounded: what a student's code prints and raises is among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograder.core.numbers import points
from autograder.core.sanitize import clean
from autograder.results.result_json import CheckJson, LineJson, QuestionJson, ResultJson
from autograder.results.wording import call_of, failing, given, parts_said, speaking_check, words

Kind = Literal["right", "wrong", "open", "fault"]
Look = Literal["", "right", "wrong", "tip", "quiet", "code"]

_KINDS: Mapping[str, Kind] = {"passed": "right", "not_attempted": "open", "judge_error": "fault"}
MAX_ALSO = 3  # titles of other failing checks
MAX_PRINTED = 2400  # characters
SIGNS: Mapping[Kind, str] = {"right": "✔", "wrong": "✘", "open": "○", "fault": "!"}


@dataclass(frozen=True)
class Row:
    """A label, and a text that is to look so: `code` keeps its lines and stands in letters of one width."""

    label: str
    text: str
    look: Look = ""


@dataclass(frozen=True)
class Card:
    """One question: `points` earned of those that there are, `said` in a few words, and all there is to say."""

    kind: Kind
    id: str
    points: str
    said: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class HomePage:
    """All cards, what is said above them, and `total` below."""

    head: str
    notes: Sequence[str]
    cards: Sequence[Card]
    total: str


@dataclass(frozen=True)
class Asked:
    """How much a student wants to read.

    hints: steps of each question's ladder. ladders: each question's own hints, of which the first gives way to that of
    a named mistake. waits: by question, in a sentence, what has to be fixed before there is anything to say of it.
    carried: questions that are judged with a right answer to what they rely on when they are graded. again: what shows
    one more hint, with `{question}` and `{hints}` in it. run: what runs a check by its `{name}`. every_check: whether
    each check is listed.
    """

    hints: int = 1
    ladders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    waits: Mapping[str, str] = field(default_factory=dict)
    again: str = ""
    run: str = ""
    every_check: bool = False
    carried: Collection[str] = ()


def home_page(result: ResultJson, head: str, notes: Sequence[str], asked: Asked) -> HomePage:
    """What a student reads of the public checks."""
    cards = [_asked_card(question, asked) for question in result["questions"]]
    earned = sum(question["score"] or 0.0 for question in result["questions"])
    worth = sum(question["max_score"] for question in result["questions"])
    said = (
        f"{points(earned)} of {points(worth)} points on the public checks. "
        "Checks you cannot see, on other data, decide as well when your work is graded."
    )
    if not cards:
        said = f"No check was run. The questions are {', '.join(asked.ladders)}."
    return HomePage(clean(head), [clean(note, 700) for note in notes], cards, said if worth or not cards else "")


def _asked_card(question: QuestionJson, asked: Asked) -> Card:
    name, check = question["id"], speaking_check(question)
    if name in asked.waits:
        return question_card(question, [], waits=asked.waits[name])
    steps = [check["hint"], *asked.ladders.get(name, ())[1:], _last_step(check, asked.run)] if check else []
    hints = max(asked.hints, 0)
    more = asked.again.format(question=name, hints=hints + 1) if hints < len(steps) else ""
    wrong = check.get("relies_on") if check and name in asked.carried else ""
    later = f"when graded, {name} is judged with a right {wrong}" if wrong else ""
    return question_card(question, steps[:hints], more, later=later, every_check=asked.every_check)


def _last_step(check: CheckJson, run: str) -> str:
    """The last hint: how to look at the failing check itself."""
    file, _, name = check["id"].partition("::")
    name = name.partition("[")[0]
    said = f"The check is {name} in {file}.py: read it, print there what you like"
    return f"{said}, and run it with {run.format(name=name)}." if run else f"{said}."


def question_card(
    question: QuestionJson,
    hints: Sequence[str],
    more: str = "",
    waits: str = "",
    later: str = "",
    every_check: bool = False,
) -> Card:
    """One question: its score, what is wrong with expected and got, the inputs that show it, hints, how to get more.

    `later` says what will be otherwise when it is graded.
    """
    kind = _KINDS.get(question["verdict"], "wrong")
    earned = (
        f"{points(question['score']):>5} / {points(question['max_score'])}" if question["max_score"] else "practice"
    )
    said = question["title"] if kind == "right" else words(question["verdict"])
    rows = [Row("", clean(waits))] if waits else list(_rows(question, later))
    rows += _each_check(question) if every_check else () if waits else _others(question)
    rows += [Row("hint", clean(hint), "tip") for hint in hints if hint]
    rows += [Row("more", clean(more), "quiet")] if more else []
    return Card(kind, clean(question["id"], 40), earned, clean(said), tuple(rows))


def _rows(question: QuestionJson, later: str) -> Iterator[Row]:
    """What the check says that speaks for a question."""
    check = speaking_check(question)
    if check is None:
        notes = [note for each in question["checks"] for note in each["notes"]]
        if given(question):
            yield Row("", clean(given(question)), "quiet")
        yield from (Row("", f"note: {clean(note)}", "quiet") for note in notes[:2])
        return
    if question["verdict"] == "not_attempted":
        yield Row("", clean(check["message"]), "quiet")
        return
    yield Row("check", clean(check["title"]))
    found = _found(check)
    if found:
        yield Row("found", clean(found, 700))
    if given(question) or later:
        yield Row("", clean(given(question) or later))
    if check["expected"] and check["got"]:
        yield Row("expected", clean(check["expected"]), "right")
        yield Row("got", clean(check["got"]), "wrong")
    earned_in_part = parts_said(question)
    if earned_in_part:
        yield Row("parts", clean(earned_in_part, 700))
    at = _at(check)
    if at:
        yield Row("at", at, "code")
    if check["counterexample"]:
        yield Row("for", call_of(check["counterexample"]), "code")
    if check.get("printed"):
        yield Row("printed", clean(check["printed"].rstrip("\n"), MAX_PRINTED), "code")


def _found(check: CheckJson) -> str:
    """The finding, without what stands in rows of its own."""
    said = check.get("said")
    if said is None:
        return check["message"]
    if check["expected"] and check["got"]:
        said = f"{check['where']}: {said}" if said else f"{check['where']} differs"
    found = ". ".join(part.rstrip(".") for part in (said, check.get("mistake", "")) if part)
    found += "." if check.get("mistake") else ""
    other = check.get("relies_on")
    return found + (f" (it relies on {other}: fix {other} first)" if other else "")


def _at(check: CheckJson) -> str:
    """The student's own lines that the exception passed through, the one that raised it last."""
    line = check.get("line")
    if line is None:
        return ""
    lines = [_line(each) for each in (*check.get("through", ()), line)]
    return "\n".join(said for said, before in zip(lines, [None, *lines], strict=False) if said != before)


def _line(line: LineJson) -> str:
    where = f"{clean(line['file'], 80)} line {line['number']}"
    return f"{where}:  {clean(line['text'], 160)}" if line["text"] else where


def _others(question: QuestionJson) -> Iterator[Row]:
    """How many checks fail, where it is not the one alone that speaks."""
    failed = failing(question["checks"])
    if len(failed) > 1 and question["verdict"] != "not_attempted":
        titles = [clean(check["title"], 120).rstrip(".") for check in failed[1 : MAX_ALSO + 1]]
        more = len(failed) - 1 - len(titles)
        titles += [f"and {more} more"] if more else []
        yield Row("also", f"{len(failed)} of {len(question['checks'])} checks fail, also: {'; '.join(titles)}", "quiet")


def _each_check(question: QuestionJson) -> Iterator[Row]:
    """Every check with what came of it."""
    for check in question["checks"]:
        kind = _KINDS.get(check["verdict"], "wrong")
        found = "" if kind == "right" else f"\n  {clean(check['message'], 700)}"
        yield Row("", f"{SIGNS[kind]} {clean(check['title'])}{found}", "quiet" if kind == "right" else "")
