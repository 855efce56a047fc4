"""What people see in a terminal. Everything that comes from a student is cleaned before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.core.sanitize import clean, one_line
from autograder.results.wording import call_of, diagnosis, points, speaking_check, words

_SIGNS = {"passed": ("✔", "green"), "not_attempted": ("○", "dim"), "judge_error": ("!", "magenta")}


Page = RenderableType


def question_card(question: Mapping[str, Any], hints: Sequence[str], width: int, more: str = "") -> RenderableType:
    """One question: score, what is wrong with expected and got, the inputs that show it, hints, how to get more."""
    sign, colour = _SIGNS.get(question["verdict"], ("✘", "red"))
    earned = (
        f"{points(question['score']):>5} / {points(question['max_score'])}" if question["max_score"] else "practice"
    )
    head = Text.assemble(
        (f" {sign} ", colour),
        (f"{clean(question['id'], 40):<{width}}", "bold"),
        f"  {earned:<12} ",
        (clean(question["title"]), "dim") if question["verdict"] == "passed" else (words(question["verdict"]), colour),
    )
    check = speaking_check(question)
    if check is None:
        notes = [note for each in question["checks"] for note in each["notes"]]
        return Group(head, *(Padding(Text(f"note: {clean(note)}", "dim"), (0, 0, 0, 4)) for note in notes[:2]))
    if question["verdict"] == "not_attempted":
        return Group(head, Padding(Text(clean(check["message"]), "dim"), (0, 0, 0, 4)))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row("check", Text(clean(check["title"])))
    rows.add_row("found", Text(clean(check["message"], 700)))
    if check["expected"] and check["got"]:
        rows.add_row("expected", Text(clean(check["expected"]), "green"))
        rows.add_row("got", Text(clean(check["got"]), "red"))
    if check["counterexample"]:
        rows.add_row("for", Text(call_of(check["counterexample"])))
    for hint in hints:
        rows.add_row("hint", Text(clean(hint), "cyan"))
    if more:
        rows.add_row("more", Text(clean(more), "dim"))
    return Group(head, Padding(rows, (0, 0, 1, 4)))


def home_page(
    result: Mapping[str, Any],
    head: str,
    notes: Sequence[str],
    ladders: Mapping[str, Sequence[str]],
    hints: int,
    notebook: bool = False,
) -> RenderableType:
    """What a student reads: a card a question, with as many steps of its hints as were asked for.

    `ladders` has each question's own hints; the first gives way to the hint of a named mistake.
    """
    if not result["questions"]:
        return Text("no check was run")
    width = max(len(question["id"]) for question in result["questions"])
    cards = []
    for question in result["questions"]:
        name, check = question["id"], speaking_check(question)
        steps = [check["hint"], *ladders[name][1:], _alone(check)] if check else []
        again = f'check("{name}", hints={hints + 1})' if notebook else f"make test K={name} HINTS={hints + 1}"
        cards.append(question_card(question, steps[:hints], width, again if hints < len(steps) else ""))
    earned = sum(question["score"] or 0.0 for question in result["questions"])
    worth = sum(question["max_score"] for question in result["questions"])
    said = (
        f"\n {points(earned)} of {points(worth)} points on the public checks. "
        "Checks you cannot see, on other data, decide as well when your work is graded."
    )
    return Group(
        "",
        Text(clean(head), "bold"),
        *(Text(f"  note: {clean(note)}", "yellow") for note in notes),
        "",
        *cards,
        Text(said if worth else "", "bold"),
    )


def _alone(check: Mapping[str, Any]) -> str:
    """The last step: how to look at the failing check itself."""
    file, _, name = check["id"].partition("::")
    name = name.partition("[")[0]
    return f"The check is {name} in {file}.py: read it, print there what you like, and run it with make test K={name}."


def class_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Student, assignment, score, and what to look at; a row is a result's JSON or a problem with its sentence."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("student", no_wrap=True, max_width=24)
    table.add_column("assignment", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("what to look at", overflow="fold")
    for row in rows:
        if "problem" in row:
            table.add_row(
                one_line(row["student"], 40),
                one_line(row["assignment"], 40),
                Text("–", "magenta"),
                Text(one_line(row["problem"]), "magenta"),
            )
            continue
        full = row["score"] == row["max_score"]
        table.add_row(
            one_line(row["student"], 40),
            row["assignment"],
            Text(points(row["score"]), "green" if full else "yellow" if row["score"] else "red"),
            Text(_look_at(row), "dim" if full else ""),
        )
    return table


def _look_at(result: Mapping[str, Any]) -> str:
    """What stands out in a result, shortest first: its verdicts by question, and its notes."""
    by_verdict: dict[str, list[str]] = {}
    for question in result["questions"]:
        if question["verdict"] != "passed":
            name = diagnosis(question)
            by_verdict.setdefault(words(question["verdict"]), []).append(
                question["id"] + (f" ({name})" if name else "")
            )
    if result["score"] == 0 and len(by_verdict) == 1:
        said = [f"everything: {next(iter(by_verdict))}"]
    else:
        said = [f"{', '.join(ids)}: {verdict}" for verdict, ids in by_verdict.items()]
    notes = result["notes"][:1] if result["score"] != result["max_score"] else []  # nothing is lost: nothing to look at
    return one_line("; ".join([*said, *notes]), 200)


def console(**options: Any) -> Console:
    """A console that never reads markup out of what it is given."""
    return Console(markup=False, highlight=False, emoji=False, **options)
