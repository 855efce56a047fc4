"""A submission's report as GitHub's Markdown, in which no text of anybody's is markup, a link or a mention."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.hosts.reports.view import Item, Kind, Report, of_points
from autograder.results.wording import words

_PLAIN = re.compile(r"[\w.]+", re.ASCII)


def page(report: Report, level: int = 2) -> str:
    """One submission: its points, a table of questions, and below that what was found in each."""
    heading = "#" * level
    parts = [f"{heading} {code(report.assignment)}: {of_points(report.score, report.max_score)}"]
    if report.no_score:
        parts.append(block(report.no_score))
    if report.notes:
        parts.append(block("\n".join(f"Note: {note}" for note in report.notes)))
    if report.questions:
        rows = [
            (code(question.id), of_points(question.score, question.max_score), words(question.verdict))
            for question in report.questions
        ]
        parts.append(table(("question", "points", ""), rows))
    for question in report.questions:
        found = [item for item in question.told if item.kind is not Kind.PASSED or item.text]
        if found:
            parts.append(f"{heading}# {code(question.id)}\n\n{block(_text(found))}")
    return "\n\n".join(parts) + "\n"


def _text(items: Sequence[Item]) -> str:
    return "\n\n".join(f"{words(item.verdict)}: {item.name}\n{item.text}".rstrip() for item in items)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def code(text: str) -> str:
    """Text within a line, as code: there GitHub looks for no mentions. Entities are never Markdown."""
    if _PLAIN.fullmatch(text):
        return f"`{text}`"
    return f"<code>{re.sub(r'[!-/:-@[-`{-~]', lambda found: f'&#{ord(found[0])};', text)}</code>"


def block(text: str) -> str:
    """Lines as they are. In `<pre>` nothing is Markdown up to its end, which no text can write."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<pre>\n{escaped}\n</pre>"
