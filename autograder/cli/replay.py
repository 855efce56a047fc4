"""`autograder replay`: one result's failing checks again, with both values."""

from __future__ import annotations

import argparse

from rich.console import Group, RenderableType
from rich.text import Text

from autograder.cli.common import asked_course
from autograder.core.numbers import literal
from autograder.core.sanitize import clean
from autograder.grading.replay import CheckTwice, replay
from autograder.results import terminal
from autograder.results.wording import words

LONGEST = 4000  # characters of one value


def run(arguments: argparse.Namespace) -> int:
    found = replay(asked_course(), arguments.result, arguments.submission, arguments.isolation)
    before, console = found.before, terminal.console()
    about = [clean(before["student"], 60), before["assignment"], str(found.work), f"seed {before['seed']}"]
    console.print(" · ".join(about), style="bold")
    for change in found.changes:
        console.print(f" {clean(change)}", style="yellow")
    console.print()
    for each in found.checks:
        console.print(_card(each))
    said = "every check comes out as it did" if found.same else "not every check comes out as it did"
    failing = "1 check fails" if found.failing == 1 else f"{found.failing} checks fail"
    console.print(f"{failing}; {said}", style="bold")
    return 0 if found.same else 1


def _card(each: CheckTwice) -> RenderableType:
    check = each.now
    verdict = words(check["verdict"])
    if not each.same:
        verdict += f" (before: {words(each.then['verdict']) if each.then else 'there was no such check'})"
    head = Text.assemble((f" {check['id']}  ", "bold"), (check["visibility"], "dim"), "  ", (clean(verdict, 80), "red"))
    rows = terminal.card_rows()
    rows.add_row("check", Text(clean(check["title"])))
    if check["message"]:
        rows.add_row("found", Text(clean(check["message"], 1000)))
    if check["diagnosis"]:
        rows.add_row("mistake", Text(clean(check["diagnosis"], 60)))
    example = check["counterexample"]
    if example is not None:
        rows.add_row("call", Text(clean(example["call"], 60)))
        for name, value in example["inputs"].items():
            rows.add_row(f"  {clean(name, 40)}", Text(_value(value)))
    if example is not None and "expected" in example and "got" in example:
        rows.add_row("expected", Text(_value(example["expected"]), "green"))
        rows.add_row("got", Text(_value(example["got"]), "red"))
    elif check["expected"] and check["got"]:
        rows.add_row("expected", Text(clean(check["expected"]), "green"))
        rows.add_row("got", Text(clean(check["got"]), "red"))
    return Group(head, terminal.indented(rows, below=1))


def _value(value: object) -> str:
    return clean(literal(value), LONGEST)
