"""What stands under a check cell: the verdict explained, as plain text and as HTML, and last the score nbgrader reads.

Of a hidden check only the verdict, the name of the mistake and its hint are told, and other inputs that show it where
the judge found some: never its title, its message or its own inputs.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.report import call_of, clean, points, short, words

MAX_CHECKS = 3
_STYLE = "border-left:4px solid {colour};padding:.4em .8em;margin:.3em 0;overflow-wrap:anywhere"

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
    failed = [check for check in question["checks"] if check["verdict"] != "passed"]
    seen = [check for check in failed if check["visibility"] == "public"]
    if question["verdict"] == "not_attempted" and seen:
        yield "found", clean(seen[0]["message"])
        return
    hints = []
    for check in seen[:MAX_CHECKS]:
        yield from _public(check)
        hints.append(check["hint"])
    for check in failed:
        if check["visibility"] != "public":
            yield "check", f"on other data, which is not shown: {words(check['verdict'])}{_named(check)}"
            hints.append(check["hint"])
            example = check["counterexample"] or {}
            if example.get("small"):
                yield "for", call_of(example)
                if "expected" in example:
                    yield "expected", short(example["expected"])
                    yield "got", short(example["got"])
    for hint in dict.fromkeys(hint for hint in hints if hint):
        yield "hint", clean(hint)
    for check in question["checks"]:
        if check["visibility"] == "public":
            yield from (("note", clean(note)) for note in check["notes"][:2])


def _public(check: Mapping[str, Any]) -> Iterator[Row]:
    yield "check", clean(check["title"])
    yield "found", clean(check["message"], 700)
    if check["expected"] and check["got"]:
        yield "expected", clean(check["expected"])
        yield "got", clean(check["got"])
    if check["counterexample"]:
        yield "for", call_of(check["counterexample"])


def _named(check: Mapping[str, Any]) -> str:
    return f" ({clean(check['diagnosis'], 60).replace('_', ' ')})" if check["diagnosis"] else ""


def _shown(head: str, rows: Sequence[Row], colour: str) -> dict[str, Any]:
    plain = "\n".join([head, *(f"  {label}: {text}" for label, text in rows)])
    lines = "".join(
        f'<div style="margin:.15em 0"><span style="opacity:.7">{html.escape(label)}</span> '
        f"<span>{html.escape(text)}</span></div>"
        for label, text in rows
    )
    page = f'<div style="{_STYLE.format(colour=colour)}"><b>{html.escape(head)}</b>{lines}</div>'
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": page, "text/plain": plain}}
