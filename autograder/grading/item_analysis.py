"""How the questions of an assignment did in a class: classical item statistics.

An item is a question; a student's value on it is the share of its points earned, 0 to 1. Definitions as in Crocker &
Algina, "Introduction to Classical and Modern Test Theory" (1986), chapter 14:

difficulty        the mean value: near 1 for what nearly all can do
discrimination    corrected item-total correlation: Pearson's r of the value with the points of all other questions,
                  so that no item is correlated with itself
upper - lower     Kelley's index D: the mean value of the best 27 % of the class by total, less that of the last 27 %

Whoever met a `judge_error` in a question has no value there; without all values no total, and no part in the last two.
"""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.core.files import write_whole
from autograder.core.model import BadInput, Verdict
from autograder.core.sanitize import clean
from autograder.results import store
from autograder.results.wording import diagnosis

GROUP = 0.27
FEWEST = 5  # students, below which a correlation says nothing

LEGEND = """full: share with all points · untried: share without an attempt · mean: difficulty, near 1 is easy
r: correlation with the other questions · D: mean of the best 27 % less that of the last 27 %"""

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One question's figures; None for what so few or so equal values cannot tell. Shares are of the `n` judged."""

    assignment: str
    question: str
    title: str
    n: int
    judge_errors: int
    full_marks: float | None
    not_attempted: float | None
    difficulty: float | None
    discrimination: float | None
    upper_lower: float | None
    mistakes: tuple[tuple[str, float], ...]


def main(folder: Path, table: Path | None, console: Console) -> int:
    """Print the items of a results folder, and write them as CSV; exit code 1 where a result could not be read."""
    found, problems = [], []
    for path in store.paths(folder):
        try:
            found.append(store.read(path))
        except BadInput as error:
            problems.append(str(error))
    items = statistics_of(found)
    for name in dict.fromkeys(item.assignment for item in items):
        console.print(_table(name, [item for item in items if item.assignment == name]))
        console.print()
    console.print(LEGEND, style="dim")
    for problem in problems:
        console.print(f"left out: {clean(problem)}", style="magenta")
    if table is not None:
        try:
            write_whole(as_csv(items), table)
        except OSError as error:
            raise BadInput(f"{table} cannot be written: {error.strerror}") from None
        console.print(f"{len(items)} questions in {table}", style="bold")
    return 1 if problems else 0


def statistics_of(found: Sequence[Json]) -> list[Item]:
    """The items of all assignments, in the order of their questions."""
    by_assignment: dict[str, list[Json]] = {}
    for result in found:
        by_assignment.setdefault(result["assignment"], []).append(result)
    return [item for name in sorted(by_assignment) for item in _items(name, by_assignment[name])]


def as_csv(items: Sequence[Item]) -> str:
    """A line a question. Text that a spreadsheet would take for a formula is preceded by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["assignment", "question", "title", "n", "judge_errors", "full_marks", "not_attempted", "difficulty",
         "discrimination", "upper_minus_lower_27", "mistakes"]
    )  # fmt: skip
    for item in items:
        shares = (item.full_marks, item.not_attempted, item.difficulty, item.discrimination, item.upper_lower)
        mistakes = "; ".join(f"{name} {share:.4f}" for name, share in item.mistakes)
        writer.writerow(
            [*map(cell, (item.assignment, item.question, item.title)), item.n, item.judge_errors,
             *("" if share is None else f"{share:.4f}" for share in shares), cell(mistakes)]
        )  # fmt: skip
    return text.getvalue()


def cell(text: str) -> str:
    """Text as a cell that no spreadsheet computes."""
    computed = text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"}
    return "'" * computed + clean(text)


def _items(name: str, found: Sequence[Json]) -> list[Item]:
    by_question: dict[str, list[Json]] = {}
    for question in (question for result in found for question in result["questions"]):
        by_question.setdefault(question["id"], []).append(question)
    whole = [
        row
        for row in ({q["id"]: _value(q) for q in result["questions"]} for result in found)
        if _whole(row, by_question)
    ]
    worth = {question: asked[0]["max_score"] for question, asked in by_question.items()}
    return [_item(name, asked, whole, worth) for asked in by_question.values()]


def _whole(row: Mapping[str, float | None], questions: Mapping[str, Any]) -> bool:
    return all(row.get(question) is not None for question in questions)


def _item(name: str, asked: Sequence[Json], whole: Sequence[Mapping[str, Any]], worth: Mapping[str, float]) -> Item:
    question = asked[0]["id"]
    judged = [each for each in asked if each["score"] is not None]
    values = [_value(each) or 0.0 for each in judged]
    named = Counter(mistake for each in judged if (mistake := diagnosis(each)))
    totals = [sum(worth[each] * row[each] for each in worth) for row in whole]
    here = [row[question] for row in whole]
    others = [total - worth[question] * value for total, value in zip(totals, here, strict=True)]
    return Item(
        name,
        question,
        asked[0]["title"],
        len(judged),
        sum(each["verdict"] == Verdict.JUDGE_ERROR for each in asked),
        _share(sum(value == 1 for value in values), len(judged)),
        _share(sum(each["verdict"] == Verdict.NOT_ATTEMPTED for each in judged), len(judged)),
        statistics.fmean(values) if values else None,
        correlation(here, others),
        upper_minus_lower(here, totals),
        tuple((mistake, count / len(judged)) for mistake, count in named.most_common()),
    )


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r; None for fewer than `FEWEST` pairs or where all of one side are equal."""
    if len(x) < FEWEST or _equal(x) or _equal(y):
        return None
    return statistics.correlation(x, y)


def upper_minus_lower(values: Sequence[float], totals: Sequence[float]) -> float | None:
    """Kelley's D. Who has the total at a group's edge is in it, so that no order among equals decides.

    None for fewer than `FEWEST` students, or where the groups would meet.
    """
    if len(totals) < FEWEST:
        return None
    size = max(1, round(GROUP * len(totals)))
    ranked = sorted(totals)
    low, high = ranked[size - 1], ranked[-size]
    if low >= high:
        return None
    pairs = list(zip(values, totals, strict=True))
    upper = statistics.fmean(value for value, total in pairs if total >= high)
    return upper - statistics.fmean(value for value, total in pairs if total <= low)


def _equal(values: Sequence[float]) -> bool:
    return math.isclose(min(values), max(values), abs_tol=1e-9)


def _value(question: Json) -> float | None:
    return None if question["score"] is None or not question["max_score"] else question["score"] / question["max_score"]


def _share(count: int, of: int) -> float | None:
    return count / of if of else None


def _table(name: str, items: Sequence[Item]) -> Table:
    table = Table(title=clean(name), title_justify="left", title_style="bold", box=None, header_style="dim")
    table.add_column("question", no_wrap=True)
    for heading in ("n", "full", "untried", "mean", "r", "D"):
        table.add_column(heading, justify="right")
    table.add_column("named mistakes", overflow="fold")
    for item in items:
        failed = [f"judge_error {item.judge_errors}, left out"] if item.judge_errors else []
        mistakes = [f"{mistake} {_percent(share)}" for mistake, share in item.mistakes[:6]]
        table.add_row(
            clean(item.question, 40),
            str(item.n),
            _percent(item.full_marks),
            _percent(item.not_attempted),
            *(_two(figure) for figure in (item.difficulty, item.discrimination, item.upper_lower)),
            clean(", ".join([*failed, *mistakes])),
        )
    return table


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _two(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.2f}"
