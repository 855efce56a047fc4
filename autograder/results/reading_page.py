"""The page on which staff read answers by hand: one after another, with what they are marked by at the side.

All that anybody wrote goes through `written`. The page's policy lets one script run, ours, and lets it speak to the
server that the page came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from autograder.results.pages import WrittenAnswer, written_answer
from autograder.results.template import dressed, template
from autograder.results.written import rendered


@dataclass(frozen=True)
class ShownAnswer:
    """One answer to read. `who` is the student, or a number where names are hidden; `said` who gave the points."""

    id: str
    seen: str
    who: str
    answer: WrittenAnswer
    waits: bool
    said: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question that is answered by hand: its cell, its task and solution as Markdown, and all answers to it."""

    cell: str
    title: str
    max_score: float
    task: str
    solution: str
    answers: Sequence[ShownAnswer]


@dataclass(frozen=True)
class ReadingPage:
    """Answers of one homework, and the links to those before and after them, "" for none.

    `reader` is who reads, `notes` are sentences about what is not among the answers.
    """

    assignment: str
    reader: str
    names: bool
    scheme: str
    questions: Sequence[ShownQuestion]
    notes: Sequence[str]
    others: str
    before: str
    after: str


def reading_page(page: ReadingPage, xsrf: str) -> str:
    """The page as HTML. `xsrf` is what the server asks a save to bring."""
    questions = [
        {
            "cell": each.cell, "title": each.title, "max_score": each.max_score, "task": rendered(each.task),
            "solution": rendered(each.solution), "answers": [_drawn(answer) for answer in each.answers],
        }
        for each in page.questions
    ]  # fmt: skip
    return template("reading.html").render(
        page=page, questions=questions, scheme=page.scheme and rendered(page.scheme), xsrf=Markup(escape(xsrf)),
        pictures=True, **dressed("reading"),
    )  # fmt: skip


def _drawn(shown: ShownAnswer) -> dict[str, object]:
    answer = written_answer(shown.answer)
    typed = Markup(escape(shown.answer.comment))  # as it was typed: it is saved again
    score = "" if shown.answer.score is None else str(shown.answer.score).removesuffix(".0")
    return {"shown": shown, "texts": answer["texts"], "typed": typed, "score": score}
