"""`autograder stats`: how each question did in the class, as tables and as CSV."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.table import Table

from autograder.cli.common import complain_of_other_points
from autograder.core.files import write_whole
from autograder.core.model import BadInput
from autograder.core.numbers import percent, two_digits
from autograder.core.sanitize import clean
from autograder.results import store, terminal
from autograder.results.item_analysis import Item, as_csv, statistics_of
from autograder.results.result_json import ResultJson

LEGEND = """full: share with all points · untried: share without an attempt · mean: difficulty, near 1 is easy
r: correlation with the other questions · D: mean of the best 27 % less that of the last 27 %"""


def run(arguments: argparse.Namespace) -> int:
    read, problems = store.read_all(arguments.results)
    found: list[ResultJson] = [result for result in read if "problem" not in result]
    items, console = statistics_of(found), terminal.console()
    for name in dict.fromkeys(item.assignment for item in items):
        console.print(_table(name, [item for item in items if item.assignment == name]))
        console.print()
    console.print(LEGEND, style="dim")
    if len(found) < len(read):
        console.print(f"left out: {len(read) - len(found)} of work that could not be judged", style="magenta")
    for problem in problems:
        console.print(f"left out: {clean(problem)}", style="magenta")
    complain_of_other_points(read)
    if arguments.csv is not None:
        try:
            write_whole(as_csv(items), arguments.csv)
        except OSError as error:
            raise BadInput(f"{arguments.csv} cannot be written: {error.strerror}") from None
        console.print(f"{len(items)} questions in {arguments.csv}", style="bold")
    return 1 if problems else 0


def _table(name: str, items: Sequence[Item]) -> Table:
    table = Table(title=clean(name), title_justify="left", title_style="bold", box=None, header_style="dim")
    table.add_column("question", no_wrap=True)
    for heading in ("n", "full", "untried", "mean", "r", "D"):
        table.add_column(heading, justify="right")
    table.add_column("named mistakes", overflow="fold")
    for item in items:
        failed = [f"judge_error {item.judge_errors}, left out"] if item.judge_errors else []
        mistakes = [f"{mistake} {percent(share)}" for mistake, share in item.mistakes[:6]]
        table.add_row(
            clean(item.question, 40),
            str(item.n),
            percent(item.full_marks),
            percent(item.not_attempted),
            *(two_digits(figure) for figure in (item.difficulty, item.discrimination, item.upper_lower)),
            clean(", ".join([*failed, *mistakes])),
        )
    return table
