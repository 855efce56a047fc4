"""One student's result again: the same cases from the same seed, the failing checks with both values. For staff.

Nothing is written, and nothing is made smaller: what is shown is what the judge saw, hidden checks too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.checks.oracle import devices_here
from autograder.core.model import BadInput
from autograder.core.sanitize import clean
from autograder.course.course import Course
from autograder.course.submitted import Task, Work
from autograder.grading.bench import Bench
from autograder.grading.outdated import reasons
from autograder.grading.settings import Settings
from autograder.results import store
from autograder.results.result_json import result_json
from autograder.results.wording import words

LONGEST = 4000  # characters of one value

Json = Mapping[str, Any]


def main(course: Course, path: Path, submission: Path | None, isolation: str, console: Console) -> int:
    """Run a result's failing checks again; 0 where every check comes out as it did, 1 where one does not."""
    before = store.read(path)
    student, assignment = before["student"], before["assignment"]
    work = submission or course.root / "submitted" / student / assignment
    if not work.exists():
        raise BadInput(f"{work} is not there; name the work of {clean(student, 60)} with --submission PATH")
    if before["device"] not in devices_here():
        raise BadInput(f"{path} was judged on {clean(before['device'], 20)}, and there is none here")
    settings = Settings(course.root, before["seed"], before["device"], isolation)
    bench = Bench(settings)
    handed_in = Work(bench.course, assignment, work)
    try:
        after = result_json(bench.grade(Task(student, assignment, work), handed_in, shrink=False))
    finally:
        bench.close()
    console.print(f"{clean(student, 60)} · {assignment} · {work} · seed {before['seed']}", style="bold")
    for reason in reasons(before, bench.course, work=handed_in, settings=settings):
        console.print(f" {clean(reason.sentence)}", style="yellow")
    console.print()
    same = True
    for old, new in _failing(before, after):
        same = same and old is not None and old["verdict"] == new["verdict"]
        console.print(_card(old, new))
    total = sum(check["verdict"] != "passed" for question in after["questions"] for check in question["checks"])
    said = "every check comes out as it did" if same else "not every check comes out as it did"
    console.print(f"{total} checks fail; {said}", style="bold")
    return 0 if same else 1


def _failing(before: Json, after: Json) -> Iterator[tuple[Json | None, Json]]:
    """The checks of which one of both fails, as (then, this time)."""
    then = {check["id"]: check for question in before["questions"] for check in question["checks"]}
    for check in (check for question in after["questions"] for check in question["checks"]):
        old = then.get(check["id"])
        if check["verdict"] != "passed" or (old is not None and old["verdict"] != "passed"):
            yield old, check


def _card(old: Json | None, new: Json) -> RenderableType:
    then = "no such check" if old is None else words(old["verdict"])
    verdict = words(new["verdict"]) + ("" if then == words(new["verdict"]) else f" (it was: {clean(then, 40)})")
    head = Text.assemble((f" {new['id']}  ", "bold"), (new["visibility"], "dim"), "  ", (verdict, "red"))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row("check", Text(clean(new["title"])))
    if new["message"]:
        rows.add_row("found", Text(clean(new["message"], 1000)))
    if new["diagnosis"]:
        rows.add_row("mistake", Text(clean(new["diagnosis"], 60)))
    example = new["counterexample"] or {}
    if example:
        rows.add_row("call", Text(clean(example["call"], 60)))
        for name, value in example["inputs"].items():
            rows.add_row(f"  {clean(name, 40)}", Text(_whole(value)))
    for side, colour in (("expected", "green"), ("got", "red")):
        if side in example:
            rows.add_row(side, Text(_whole(example[side]), colour))
        elif new[side]:
            rows.add_row(side, Text(clean(new[side]), colour))
    return Group(head, Padding(rows, (0, 0, 1, 4)))


def _whole(value: Any) -> str:
    return clean(value if isinstance(value, str) else json.dumps(value), LONGEST)
