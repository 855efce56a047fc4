"""What people see in a terminal. Everything that comes from a student is cleaned before it is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.core.numbers import points
from autograder.core.sanitize import clean, one_line
from autograder.results.result_json import CheckJson, QuestionJson, ResultJson, Row
from autograder.results.wording import brief, call_of, given, parts_said, speaking_check, words

TEST = "python homework.py test"  # how a student runs the checks
_SIGNS = {"passed": ("✔", "green"), "not_attempted": ("○", "dim"), "judge_error": ("!", "magenta")}
_PIPED_WIDTH = 100_000  # columns where no terminal folds lines: a row stays one line, for grep and spreadsheets


Page = RenderableType


def console(**options: Any) -> Console:
    """A console that reads no markup out of what it is given, and folds no line that goes into a pipe or a file.

    `options` are those of rich's `Console`; with a `width` among them lines are folded there in any case.
    """
    made = Console(markup=False, highlight=False, emoji=False, **options)
    if "width" not in options and not made.is_terminal and not made.is_jupyter:
        made.width = _PIPED_WIDTH
    return made


def folds(console: Console) -> bool:
    """Whether this console folds long lines, so that a table is better cut to what can be read."""
    return console.width < _PIPED_WIDTH


def indented(what: RenderableType, below: int = 0) -> RenderableType:
    """Four columns to the right, with empty lines below."""
    return Padding(what, (0, 0, below, 4), expand=False)


def question_card(
    question: QuestionJson, hints: Sequence[str], width: int, more: str = "", later: str = ""
) -> RenderableType:
    """One question: score, what is wrong with expected and got, the inputs that show it, hints, how to get more.

    `width` is that of the longest question's name; `later` says what will be otherwise when it is graded.
    """
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
        said = [f"note: {clean(note)}" for note in notes[:2]]
        return Group(head, *(indented(Text(text, "dim")) for text in [*filter(None, [given(question)]), *said]))
    if question["verdict"] == "not_attempted":
        return Group(head, indented(Text(clean(check["message"]), "dim")))
    rows = card_rows()
    rows.add_row("check", Text(clean(check["title"])))
    rows.add_row("found", Text(clean(check["message"], 700)))
    if given(question) or later:
        rows.add_row("", Text(clean(given(question) or later)))
    if check["expected"] and check["got"]:
        rows.add_row("expected", Text(clean(check["expected"]), "green"))
        rows.add_row("got", Text(clean(check["got"]), "red"))
    earned_in_part = parts_said(question)
    if earned_in_part:
        rows.add_row("parts", Text(clean(earned_in_part, 700)))
    if check["counterexample"]:
        rows.add_row("for", Text(call_of(check["counterexample"])))
    for hint in hints:
        rows.add_row("hint", Text(clean(hint), "cyan"))
    if more:
        rows.add_row("more", Text(clean(more), "dim"))
    return Group(head, indented(rows, below=1))


def card_rows() -> Table:
    """An empty table of labels and what belongs to them."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    return rows


def home_page(
    result: ResultJson,
    head: str,
    notes: Sequence[str],
    ladders: Mapping[str, Sequence[str]],
    hints: int,
    notebook: bool = False,
    carried: Collection[str] = (),
) -> RenderableType:
    """What a student reads: a card a question, with as many steps of its hints as were asked for.

    `ladders` has each question's own hints; the first gives way to the hint of a named mistake. `carried` are those
    that are judged with a right answer to what they rely on when they are graded.
    """
    if not result["questions"]:
        return Text("no check was run")
    width = max(len(question["id"]) for question in result["questions"])
    cards = []
    for question in result["questions"]:
        name, check = question["id"], speaking_check(question)
        steps = [check["hint"], *ladders[name][1:], _last_step(check)] if check else []
        again = f'check("{name}", hints={hints + 1})' if notebook else f"{TEST} {name} --hints {hints + 1}"
        wrong = check.get("relies_on") if check and name in carried else ""
        later = f"when graded, {name} is judged with a right {wrong}" if wrong else ""
        cards.append(question_card(question, steps[:hints], width, again if hints < len(steps) else "", later))
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


def _last_step(check: CheckJson) -> str:
    """The last hint: how to look at the failing check itself."""
    file, _, name = check["id"].partition("::")
    name = name.partition("[")[0]
    return f"The check is {name} in {file}.py: read it, print there what you like, and run it with {TEST} {name}."


def plain_table(*headings: str, **options: Any) -> Table:
    """An empty table without lines; `options` are those of rich's `Table`."""
    return Table(*headings, box=None, pad_edge=False, **({"header_style": "bold"} | options))


def class_table(rows: Iterable[Row], folded: bool = True) -> Table:
    """Student, assignment, score, and what to look at; a row that is not `folded` has all of its words."""
    most, name, look_at = (24, 40, 200) if folded else (None, 400, 1000)
    table = plain_table()
    table.add_column("student", no_wrap=True, max_width=most)
    table.add_column("assignment", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("what to look at", overflow="fold")
    for row in map(brief, rows):
        who = one_line(row["student"], name), one_line(row["assignment"], name)
        if "problem" in row:
            table.add_row(*who, Text("–", "magenta"), Text(one_line(row["problem"], 400), "magenta"))
            continue
        full = row["score"] == row["max_score"]
        score = Text(points(row["score"]), "green" if full else "yellow" if row["score"] else "red")
        table.add_row(*who, score, Text(one_line(row["look_at"], look_at), "dim" if full else ""))
    return table
