"""The grader against work whose verdict is known: planted submissions, untouched stubs, and the solutions.

A planted file says in its first lines what must come of it, `# expect: QUESTION VERDICT [DIAGNOSIS]` for each
question (`*` for all, `a|b` for either verdict, `none` where no name may be given), and nothing for a question
that it leaves alone. One surprise fails the course, not a student. A table says what each check is good for: what it
takes and what it catches.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from autograder.core.model import Assignment, CourseFault, Verdict
from autograder.core.sanitize import clean
from autograder.course import submitted
from autograder.course.course import Course
from autograder.grading import runner
from autograder.grading.settings import Settings
from autograder.results.wording import speaking_check

KINDS = ("accepted", "odd", "wrong", "hostile")
RIGHT = ("solution", "accepted", "odd")


@dataclass(frozen=True)
class Expectation:
    """What must come of one question: one of these verdicts, and the named mistake where one is promised."""

    verdicts: frozenset[Verdict]
    diagnosis: str | None = None


PASSES, IS_LEFT_OUT = Expectation(frozenset({Verdict.PASSED})), Expectation(frozenset({Verdict.NOT_ATTEMPTED}))


@dataclass(frozen=True)
class Planted:
    """A submission whose outcome is known. `expected` has all questions, but practice only where it is named."""

    kind: str
    name: str
    path: Path
    expected: dict[str, Expectation]


@dataclass
class Tally:
    """What one check made of planted work: how much right work of all it passed, wrong work it caught, caught alone."""

    id: str
    passed: int = 0
    right: int = 0
    caught: int = 0
    alone: int = 0


def main(course: Course, names: Sequence[str], seed: int, jobs: int, console: Console) -> int:
    """Verify assignments (all, unless named), print what came of it; 0 where nothing was a surprise."""
    surprises = 0
    with tempfile.TemporaryDirectory(prefix="matcalc-verify-") as scratch:
        for name in names or course.names:
            surprises += _one(course, name, seed, jobs, console, Path(scratch))
    console.print(f"seed {seed}: " + ("no surprise" if not surprises else f"{surprises} surprises"), style="bold")
    return 1 if surprises else 0


def planted(course: Course, assignment: Assignment) -> list[Planted]:
    """All planted work of an assignment, with the solution and the untouched stub. `CourseFault` for a bad header."""
    folder = course.folder(assignment.id)
    found = [
        _read(path, path.parent.name, assignment)
        for kind in KINDS
        for path in sorted((folder / "submissions" / kind).glob("*"))
        if path.suffix in (".py", ".ipynb")
    ]
    lesson = folder / f"{assignment.id}.py"
    everything = {question.id: PASSES for question in assignment.with_practice.questions}
    nothing = dict.fromkeys(everything, IS_LEFT_OUT)
    return [Planted("solution", lesson.stem, lesson, everything), Planted("stub", "stub", lesson, nothing), *found]


def surprises(result: dict[str, Any], expected: dict[str, Expectation]) -> Iterator[str]:
    """How a result differs from what was planned, a sentence each."""
    if "problem" in result:
        yield f"it could not be judged: {result['problem']}"
        return
    found = {question["id"]: question for question in result["questions"]}
    for name, promise in expected.items():
        question = found[name]
        check = speaking_check(question)
        detail = f" ({check['message']})" if check else ""
        if question["verdict"] not in promise.verdicts:
            yield f"{name}: expected {' or '.join(sorted(promise.verdicts))}, got {question['verdict']}{detail}"
        elif promise.diagnosis:
            named = {c["diagnosis"] for c in question["checks"] if c["diagnosis"]}
            if named != ({promise.diagnosis} - {"none"}):
                got = ", ".join(sorted(named)) or "none"
                yield f"{name}: expected the name {promise.diagnosis}, got {got}{detail}"


def tallies(rows: Iterable[tuple[str, dict[str, Any]]]) -> list[Tally]:
    """Each check's tally over (kind, result) of planted work, in the order of the checks."""
    found: dict[str, Tally] = {}
    for kind, result in rows:
        for question in result.get("questions", ()):
            failing = [check["id"] for check in question["checks"] if check["verdict"] != Verdict.PASSED]
            for check in question["checks"]:
                tally = found.setdefault(check["id"], Tally(check["id"]))
                if kind in RIGHT and question["verdict"] != Verdict.NOT_ATTEMPTED:
                    tally.right += 1
                    tally.passed += check["id"] not in failing
                elif kind == "wrong" and question["verdict"] != Verdict.NOT_ATTEMPTED:
                    tally.caught += check["id"] in failing
                    tally.alone += failing == [check["id"]]
    return list(found.values())


def _one(course: Course, name: str, seed: int, jobs: int, console: Console, scratch: Path) -> int:
    assignment = course.assignment(name)
    work = planted(course, assignment)
    stub = scratch / name / "stub.py"
    stub.parent.mkdir()
    stub.write_text(course.lesson(name).stub, encoding="utf-8")
    tasks = {f"{each.kind}-{each.name}-{each.path.suffix[1:]}": each for each in work}
    rows = list(
        runner.run(
            [submitted.Task(key, name, stub if each.kind == "stub" else each.path) for key, each in tasks.items()],
            Settings(course.root, seed, practice=True),
            scratch / "results",
            jobs,
            whole=True,
        )
    )
    fault = next((row["fault"] for row in rows if row.get("fault")), None)
    if fault:
        console.print(f"{name}: {clean(fault, 2000)}", style="red", soft_wrap=True)
        return 1
    table = _table(f"{name}: surprises", "kind", "planted", "expected and got", "surprise")
    rows.sort(key=lambda row: list(tasks).index(row["student"]))
    console.print(_matrix(name, tallies((tasks[row["student"]].kind, row) for row in rows)))
    wrong = 0
    for row in rows:
        each = tasks[row["student"]]
        found = list(surprises(row, each.expected))
        wrong += len(found)
        if found:
            table.add_row(each.kind, each.name, _summary(row), Text(clean("; ".join(found), 800), "red"))
    counts = ", ".join(f"{sum(each.kind == kind for each in work)} {kind}" for kind in ("solution", "stub", *KINDS))
    if wrong:
        console.print(table)
    console.print(f"{name}: {counts}: " + ("as expected" if not wrong else f"{wrong} surprises"), soft_wrap=True)
    console.print()
    return wrong


def _matrix(name: str, found: Sequence[Tally]) -> Group:
    """The tallies as a table, and in words which checks decide nothing, and which nothing alone."""
    table = _table(f"{name}: what each check makes of planted work", "check", "right passed", "wrong caught", "alone")
    for column in table.columns[1:]:
        column.justify = "right"
    for tally in found:
        table.add_row(tally.id, f"{tally.passed}/{tally.right}", str(tally.caught), str(tally.alone or ""))
    idle = [tally.id for tally in found if not tally.caught]
    seconded = [tally.id for tally in found if tally.caught and not tally.alone]
    said = [f"decide nothing: {', '.join(idle)}" if idle else "every check catches something"]
    said += [f"{len(seconded)} of {len(found)} catch nothing that no other check of their question does"] * bool(
        seconded
    )
    return Group(table, *map(Text, said))


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _summary(row: dict[str, Any]) -> str:
    return "" if "problem" in row else ", ".join(f"{q['id']} {q['verdict']}" for q in row["questions"])


def _read(path: Path, kind: str, assignment: Assignment) -> Planted:
    text = path.read_bytes().decode("utf-8", "replace")
    lines = re.findall(r"#\s*expect:\s*(\S+)\s+([\w|]+)(?:[ \t]+([\w+]+))?", text)
    if not lines:
        raise CourseFault(f"{path}: no `# expect: QUESTION VERDICT` line says what must come of it")
    expected = {question.id: IS_LEFT_OUT for question in assignment.questions}
    known = [question.id for question in assignment.with_practice.questions]
    for question, verdicts, diagnosis in lines:
        if question not in ("*", *known):
            raise CourseFault(f"{path}: it expects something of {question!r}; there are {', '.join(known)}")
        try:
            promise = Expectation(frozenset(map(Verdict, verdicts.split("|"))), diagnosis or None)
        except ValueError:
            raise CourseFault(f"{path}: {verdicts!r} is no verdict; there are {', '.join(Verdict)}") from None
        expected |= dict.fromkeys([q.id for q in assignment.questions] if question == "*" else [question], promise)
    return Planted(kind, path.stem, path, expected)
