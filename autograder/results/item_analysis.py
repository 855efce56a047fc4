"""How the questions of an assignment did in a class: classical item statistics.

An item is a question; a student's value on it is the share of its points earned, 0 to 1. Definitions as in Crocker &
Algina, "Introduction to Classical and Modern Test Theory" (1986), chapter 14:

difficulty        the mean value: near 1 for what nearly all can do
discrimination    corrected item-total correlation: Pearson's r of the value with the points of all other questions,
                  so that no item is correlated with itself
upper - lower     Kelley's index D: the mean value of the best 27 % of the class by total, less that of the last 27 %

A student whose question ended in a `judge_error` has no value there. Without all values a student has no total, and
does not count for the last two.
"""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.core.model import Verdict
from autograder.core.sanitize import clean
from autograder.results.result_json import QuestionJson, ResultJson, by_question
from autograder.results.wording import diagnosis

GROUP = 0.27
FEWEST = 5  # students, below which a correlation says nothing


@dataclass(frozen=True)
class Item:
    """One question's figures; None where there are too few values, or all are equal. Shares are of the `n` judged."""

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


def statistics_of(found: Sequence[ResultJson]) -> list[Item]:
    """The items of all assignments, in the order of their questions."""
    by_assignment: dict[str, list[ResultJson]] = {}
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


def _items(name: str, found: Sequence[ResultJson]) -> list[Item]:
    asked = by_question(found)
    values = [{question["id"]: _value(question) for question in result["questions"]} for result in found]
    whole = [
        {question: value for question, value in row.items() if value is not None}
        for row in values
        if all(row.get(question) is not None for question in asked)
    ]
    worth = {question: by[0]["max_score"] for question, by in asked.items()}
    return [_item(name, by, whole, worth) for by in asked.values()]


def _item(
    name: str, asked: Sequence[QuestionJson], whole: Sequence[Mapping[str, float]], worth: Mapping[str, float]
) -> Item:
    """One question's figures. `whole` has the values of each student who has them all, `worth` the points."""
    question = asked[0]["id"]
    judged = [each for each in asked if each["score"] is not None]
    values = [_value(each) or 0.0 for each in judged]
    named = Counter(mistake for each in judged if (mistake := diagnosis(each)))
    totals = [sum(worth[each] * row[each] for each in worth) for row in whole]
    here = [row[question] for row in whole]
    others = [total - worth[question] * value for total, value in zip(totals, here, strict=True)]
    return Item(
        assignment=name,
        question=question,
        title=asked[0]["title"],
        n=len(judged),
        judge_errors=sum(each["verdict"] == Verdict.JUDGE_ERROR for each in asked),
        full_marks=_share(sum(value == 1 for value in values), len(judged)),
        not_attempted=_share(sum(each["verdict"] == Verdict.NOT_ATTEMPTED for each in judged), len(judged)),
        difficulty=statistics.fmean(values) if values else None,
        discrimination=correlation(here, others),
        upper_lower=upper_minus_lower(here, totals),
        mistakes=tuple((mistake, count / len(judged)) for mistake, count in named.most_common()),
    )


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r; None for fewer than `FEWEST` pairs or where all of one side are equal."""
    if len(x) < FEWEST or _equal(x) or _equal(y):
        return None
    return statistics.correlation(x, y)


def upper_minus_lower(values: Sequence[float], totals: Sequence[float]) -> float | None:
    """Kelley's D. All who have the total at a group's edge are in the group, so that no order among equals decides.

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


def _value(question: QuestionJson) -> float | None:
    return None if question["score"] is None or not question["max_score"] else question["score"] / question["max_score"]


def _share(count: int, of: int) -> float | None:
    return count / of if of else None
