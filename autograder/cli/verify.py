"""`autograder verify`: the grader against planted work; what each check is good for, and every surprise."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.common import asked_course, asked_jobs, asked_seed
from autograder.core.sanitize import clean
from autograder.grading.verify import KINDS, Tally, Verified, verify
from autograder.results import terminal
from autograder.results.result_json import WholeRow


def run(arguments: argparse.Namespace) -> int:
    seed, surprises, console = asked_seed(arguments.seed), 0, terminal.console()
    for found in verify(asked_course(), arguments.assignments, seed, asked_jobs(arguments.jobs)):
        _show(found, console)
        surprises += found.surprises
    console.print(f"seed {seed}: " + (f"{surprises} surprises" if surprises else "no surprise"), style="bold")
    return 1 if surprises else 0


def _show(found: Verified, console: Console) -> None:
    name = found.assignment
    if found.fault:
        console.print(f"{name}: {clean(found.fault, 2000)}", style="red", soft_wrap=True)
        return
    console.print(_of_checks(name, found.tallies))
    for sentence in judgement(found.tallies):
        console.print(Text(sentence))
    if found.surprises:
        console.print(_of_surprises(found))
    counts = ", ".join(f"{found.count(kind)} {kind}" for kind in ("solution", "stub", *KINDS))
    outcome = f"{found.surprises} surprises" if found.surprises else "as expected"
    console.print(f"{name}: {counts}: {outcome}", soft_wrap=True)
    console.print()


def judgement(tallies: Sequence[Tally]) -> Iterator[str]:
    """Which checks are redundant, and which catch nothing, in plain words."""
    redundant = [tally.id for tally in tallies if tally.redundant]
    idle = [tally.id for tally in tallies if not tally.caught]
    if redundant:
        are = "check is" if len(redundant) == 1 else "checks are"
        yield (
            f"{len(redundant)} of {len(tallies)} {are} redundant: another check of the question catches the same work: "
            + ", ".join(redundant)
        )
    if idle:
        yield f"catches nothing: {', '.join(idle)}" if len(idle) == 1 else f"catch nothing: {', '.join(idle)}"
    elif redundant:
        yield "every check catches something"
    else:
        yield "every check catches something that no other check of its question does"


def _of_checks(name: str, tallies: Sequence[Tally]) -> Table:
    table = _table(f"{name}: what each check makes of planted work", "check", "right passed", "wrong caught", "alone")
    for column in table.columns[1:]:
        column.justify = "right"
    for tally in tallies:
        table.add_row(tally.id, f"{tally.passed}/{tally.right}", str(tally.caught), str(tally.alone or ""))
    return table


def _of_surprises(found: Verified) -> Table:
    table = _table(f"{found.assignment}: surprises", "kind", "planted", "got", "surprise")
    for sentence in found.broken:
        table.add_row("check", "", "a broken mistake", Text(clean(sentence, 800), "red"))
    for each in found.outcomes:
        if each.surprises:
            said = Text(clean("; ".join(each.surprises), 800), "red")
            table.add_row(each.planted.kind, each.planted.name, _verdicts(each.row), said)
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _verdicts(row: WholeRow) -> str:
    return "" if "problem" in row else ", ".join(f"{q['id']} {q['verdict']}" for q in row["questions"])
