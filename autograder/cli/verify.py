"""`autograder verify`: the grader against planted work; what each check is good for, and every surprise."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.common import asked_course, asked_jobs, asked_seed
from autograder.core.sanitize import clean
from autograder.grading.data_coverage import ENTRIES, SIZES, STATE, Coverage, data_coverage
from autograder.grading.settings import Settings
from autograder.grading.verify import KINDS, Tally, Verified, verify
from autograder.results import terminal
from autograder.results.result_json import WholeRow


def run(arguments: argparse.Namespace) -> int:
    seed, surprises, console = asked_seed(arguments.seed), 0, terminal.console()
    if arguments.data:
        return _data(arguments.assignments, seed, console)
    for found in verify(asked_course(), arguments.assignments, seed, asked_jobs(arguments.jobs)):
        _show(found, console)
        surprises += found.surprises
    console.print(f"seed {seed}: " + (f"{surprises} surprises" if surprises else "no surprise"), style="bold")
    return 1 if surprises else 0


def _data(names: Sequence[str], seed: int, console: Console) -> int:
    """Print by question what data its checks use; 1 where there is a gap without a reason."""
    course, gaps = asked_course(), 0
    for name in names or course.names:
        found = data_coverage(Settings(course.root, seed), name)
        console.print(_of_data(name, found))
        for each in found:
            for kind in each.gaps:
                console.print(f"gap: {each.question.id}: {kind}", style="red")
            for sentence in each.shared:
                console.print(f"gap: {each.question.id}: {sentence}", style="red")
            for kind, why in each.reasons.items():
                console.print(f"{each.question.id}: not {kind}: {clean(why, 400)}", style="dim")
            gaps += len(each.gaps) + len(each.shared)
        console.print()
    console.print(f"seed {seed}: " + (f"{gaps} gaps" if gaps else "no gap without a reason"), style="bold")
    return 1 if gaps else 0


def _of_data(name: str, found: Sequence[Coverage]) -> Table:
    """How many calls of each question have a kind of data; a dot where it cannot occur."""
    kinds = (*SIZES, *ENTRIES, *STATE)
    table = _table(f"{name}: calls with such data", "question", "calls", *kinds, "numbers")
    for each in found:
        counts = (str(each.counts[kind]) if kind in each.counts else "·" for kind in kinds)
        scalars = ", ".join(f"{kind}: {count}" for kind, count in each.counts.items() if kind not in kinds)
        table.add_row(each.question.id, str(each.calls), *counts, scalars)
    return table


def _show(found: Verified, console: Console) -> None:
    name = found.assignment
    if found.fault:
        console.print(f"{name}: {clean(found.fault, 2000)}", style="red", soft_wrap=True)
        return
    console.print(_of_checks(name, found.tallies))
    for sentence in judgement(found.tallies):
        console.print(Text(sentence))
    for each in found.outcomes:
        if each.unseen_at_home:
            said = each.planted.reason or "without a reason: give the kind a public check, or say `# hidden: REASON`"
            style = "dim" if each.planted.reason else "red"
            where = ", ".join(each.unseen_at_home)
            console.print(
                Text(clean(f"{each.planted.name}: {where}: hidden checks alone catch it: {said}", 800), style)
            )
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
