"""`autograder progress`, which `homework.py status` calls: a line for each homework, done, next and due."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from autograder.core.numbers import points
from autograder.core.sanitize import one_line
from autograder.results import terminal
from autograder.results.wording import moment
from autograder.student.progress import Progress, progress


def run(arguments: argparse.Namespace) -> int:
    table = terminal.plain_table("homework", "points", "next", "due")
    for each in progress(Path.cwd()):
        table.add_row(one_line(each.assignment, 40), _score(each), one_line(_next(each), 60), _due(each.due))
    terminal.console().print(table)
    return 0


def _score(found: Progress) -> str:
    return "–" if found.score is None else f"{points(found.score)} / {points(found.max_score)}"


def _next(found: Progress) -> str:
    if found.score is None:
        return "not run yet"
    since = " (edited since the last run)" if found.edited else ""
    if not found.ahead:
        return f"done{since}"
    first, *others = found.ahead
    return f"{first}{f', then {len(others)} more' if others else ''}{since}"


def _due(due: datetime | None) -> str:
    if due is None:
        return ""
    left = due - datetime.now(due.tzinfo)
    said = moment(due)
    if left.total_seconds() < 0:
        return f"{said}, which is past"
    hours = int(left.total_seconds() // 3600)
    return f"{said}, in {left.days} days" if left.days > 1 else f"{said}, in {hours} hours"
