"""The outputs of a check cell: the verdict explained, as plain text and as HTML; last, the score that nbgrader reads.

They are for people who grade by hand in the formgrader; what a student reads is a page (`gradebook.feedback`). Both say
what `student_view` chooses: of a hidden check no case, but other inputs that show what it found.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jinja2

from autograder.core.model import Counterexample
from autograder.core.numbers import points
from autograder.core.sanitize import clean
from autograder.gradebook.database import score_of
from autograder.results.result_json import QuestionJson
from autograder.results.student_view import Example, FailedCheck, student_view
from autograder.results.wording import call_of, short, words

MAX_CHECKS = 3  # of a question are told in full, the others by their titles

Output = dict[str, Any]  # one output of a notebook's cell, as nbformat has it
Row = tuple[str, str]  # a label and what belongs to it


def outputs(question: QuestionJson, notes: Sequence[str] = ()) -> list[Output]:
    """The outputs of a question's check cell. The last is its score; none where the course itself failed."""
    head = (
        f"{clean(question['id'], 60)}: {points(question['score'])} of {points(question['max_score'])} points, "
        f"{words(question['verdict'])}"
    )
    colour = "#2a7a2a" if question["verdict"] == "passed" else "#b35900"
    made = [_shown(head, [*_told(question), *(("note", clean(note)) for note in notes)], colour)]
    score = score_of(question)
    if score is not None:
        data = {"text/plain": repr(score)}
        made.append({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data})
    return made


def not_judged(sentence: str) -> list[Output]:
    """The outputs of a check cell where nothing could be judged: no score, so that a person looks."""
    rows = [("why", clean(sentence))]
    return [_shown("This could not be graded by program; a person will look at it.", rows, "#8a2be2")]


def _told(question: QuestionJson) -> Iterator[Row]:
    if question["verdict"] == "judge_error":
        yield "why", "The course's own check failed. It is not your fault; a person will look at it."
        return
    told = student_view(question)
    if question["verdict"] == "not_attempted" and told.checks:
        yield "found", clean(told.checks[0].said)
        return
    if told.given:
        yield "given", clean(told.given, 300)
    mistakes = set[str]()
    for check in told.checks[:MAX_CHECKS]:
        if check.mistake and check.mistake in mistakes:
            yield "check", clean(check.title)
        else:
            yield from _public(check)
        mistakes.add(check.mistake)
    if rest := told.checks[MAX_CHECKS:]:
        yield "also", f"not passed: {'; '.join(clean(check.title) for check in rest)}"
    if told.parts:
        yield "parts", told.parts
    for found in told.elsewhere:
        count = "a check" if found.count == 1 else f"{found.count} checks"
        yield "also", f"{count} on data that is not shown: {words(found.verdict)}"
        if found.example:
            yield from _call(found.example)
            yield from ((side, short(value)) for side, value in found.example.sides.items())
    hints = [*(check.hint for check in told.checks[:MAX_CHECKS]), *(found.hint for found in told.elsewhere)]
    yield from (("hint", clean(hint)) for hint in dict.fromkeys(hints) if hint)
    yield from (("note", clean(note)) for note in told.notes)


def _public(check: FailedCheck) -> Iterator[Row]:
    yield "check", clean(check.title)
    if check.mistake:
        yield "found", clean(check.mistake, 700)
    if check.compared:
        where = "" if check.where == "the result" else f"{clean(check.where, 60)} = "
        yield "expected", where + clean(check.expected)
        yield "got", where + clean(check.got)
    if check.said:
        yield "" if check.mistake or check.compared else "found", clean(check.said, 700)
    if check.relies_on:
        yield "", f"It relies on {clean(check.relies_on, 60)}, which failed too."
    if check.line:
        text = f": {check.line['text']}" if check.line["text"] else ""
        yield "in", clean(f"{check.line['file']} line {check.line['number']}{text}")
    yield from _call(check.example)


def _call(example: Example) -> Iterator[Row]:
    if example.call:
        yield "for", call_of(Counterexample(call=example.call, inputs=dict(example.inputs)))


def _shown(head: str, rows: Sequence[Row], colour: str) -> Output:
    plain = "\n".join([head, *(f"  {label:<8}  {text}".rstrip() for label, text in rows)])
    page = _template().render(head=head, rows=rows, colour=colour)
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": page, "text/plain": plain}}


@functools.cache
def _template() -> jinja2.Template:
    """A template that escapes every value."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(
        "check_cell.html"
    )
