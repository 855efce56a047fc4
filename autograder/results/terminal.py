"""What people see in a terminal. Everything that comes from a student is cleaned before it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.core.numbers import points
from autograder.core.sanitize import one_line
from autograder.results.card import SIGNS, Card, HomePage
from autograder.results.result_json import Row
from autograder.results.wording import brief

_COLOURS = {"right": "green", "wrong": "red", "open": "dim", "fault": "magenta"}
_LOOKS = {"": "", "right": "green", "wrong": "red", "tip": "cyan", "quiet": "dim", "code": ""}
_PIPED_WIDTH = 100_000  # columns where no terminal folds lines: a row stays one line, for grep and spreadsheets


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


def question_card(card: Card, width: int) -> RenderableType:
    """One question; `width` is that of the longest question's name."""
    colour = _COLOURS[card.kind]
    head = Text.assemble(
        (f" {SIGNS[card.kind]} ", colour),
        (f"{card.id:<{width}}", "bold"),
        f"  {card.points:<12} ",
        (card.said, "dim" if card.kind == "right" else colour),
    )
    if not any(row.label for row in card.rows):
        return Group(head, *(indented(Text(row.text, _LOOKS[row.look])) for row in card.rows))
    rows = card_rows()
    for row in card.rows:
        rows.add_row(row.label, Text(row.text, _LOOKS[row.look]))
    return Group(head, indented(rows, below=1))


def card_rows() -> Table:
    """An empty table of labels and what belongs to them."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    return rows


def home_page(page: HomePage) -> RenderableType:
    """What a student reads: a card a question."""
    width = max((len(card.id) for card in page.cards), default=0)
    return Group(
        "",
        Text(page.head, "bold"),
        *(Text(f"  note: {note}", "yellow") for note in page.notes),
        "",
        *(question_card(card, width) for card in page.cards),
        Text(f"\n {page.total}" if page.total else "", "bold"),
    )


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
