"""What stands under a check cell: the verdict explained, as plain text and as HTML, and last the score nbgrader reads.

For whoever grades by hand in the formgrader; what a student reads is a page (`gradebook.feedback`). Both say what
`told` chooses, so that nothing of a hidden check is in either but other inputs that
show what it found.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.core.sanitize import clean
from autograder.results.student_view import student_view
from autograder.results.wording import call_of, points, short, words

MAX_CHECKS = 3
_STYLE = "border-left:4px solid {colour};padding:.4em .8em;margin:.3em 0;overflow-wrap:anywhere"
_LINE = (
    '<div style="margin:.15em 0;padding-left:5em;text-indent:-5em">'
    '<span style="display:inline-block;width:5em;text-indent:0;opacity:.7">{label}</span>{text}</div>'
)

Row = tuple[str, str]


def outputs(question: Mapping[str, Any], notes: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The outputs of a question's check cell. The last is its score; none where the course itself failed."""
    head = (
        f"{clean(question['id'], 60)}: {points(question['score'])} of {points(question['max_score'])} points, "
        f"{words(question['verdict'])}"
    )
    colour = "#2a7a2a" if question["verdict"] == "passed" else "#b35900"
    made = [_shown(head, [*_told(question), *(("note", clean(note)) for note in notes)], colour)]
    score = question["score"]
    if score is not None:
        kept = min(max(float(score), 0.0), float(question["max_score"]))
        made.append(
            {
                "output_type": "execute_result",
                "execution_count": None,
                "metadata": {},
                "data": {"text/plain": repr(kept)},
            }
        )
    return made


def not_judged(sentence: str) -> list[dict[str, Any]]:
    """The outputs of a check cell where nothing could be judged: no score, so that a person looks."""
    rows = [("why", clean(sentence))]
    return [_shown("This could not be graded by program; a person will look at it.", rows, "#8a2be2")]


def _told(question: Mapping[str, Any]) -> Iterator[Row]:
    if question["verdict"] == "judge_error":
        yield "why", "The course's own check failed, which is no fault of yours; a person will look at it."
        return
    said = student_view(question)
    if question["verdict"] == "not_attempted" and said["checks"]:
        yield "found", clean(said["checks"][0]["said"])
        return
    mistakes = set[str]()
    for check in said["checks"][:MAX_CHECKS]:
        if check["mistake"] and check["mistake"] in mistakes:
            yield "check", clean(check["title"])
        else:
            yield from _public(check)
        mistakes.add(check["mistake"])
    for found in said["elsewhere"]:
        count = "a check" if found["count"] == 1 else f"{found['count']} checks"
        yield "also", f"{count} on data that is not shown: {words(found['verdict'])}"
        if found["example"]:
            yield from _example(found["example"])
    hints = [each["hint"] for each in (*said["checks"][:MAX_CHECKS], *said["elsewhere"])]
    yield from (("hint", clean(hint)) for hint in dict.fromkeys(hints) if hint)
    yield from (("note", clean(note)) for note in said["notes"])


def _public(check: Mapping[str, Any]) -> Iterator[Row]:
    yield "check", clean(check["title"])
    if check["mistake"]:
        yield "found", clean(check["mistake"], 700)
    if check["expected"] and check["got"]:
        where = "" if check["where"] == "the result" else f"{clean(check['where'], 60)} = "
        yield "expected", where + clean(check["expected"])
        yield "got", where + clean(check["got"])
    if check["said"]:
        yield "" if check["mistake"] or check["got"] else "found", clean(check["said"], 700)
    if check["code"][0]:
        yield "in", clean(": ".join(part for part in check["code"] if part))
    yield from _inputs(check)


def _example(example: Mapping[str, Any]) -> Iterator[Row]:
    yield from _inputs(example)
    yield from ((side, short(value)) for side, value in example["sides"].items())


def _inputs(example: Mapping[str, Any]) -> Iterator[Row]:
    if example["call"]:
        yield "for", call_of(example)


def _shown(head: str, rows: Sequence[Row], colour: str) -> dict[str, Any]:
    plain = "\n".join([head, *(f"  {label:<8}  {text}".rstrip() for label, text in rows)])
    lines = "".join(_LINE.format(label=html.escape(label), text=html.escape(text)) for label, text in rows)
    page = f'<div style="{_STYLE.format(colour=colour)}"><b>{html.escape(head)}</b>{lines}</div>'
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": page, "text/plain": plain}}
