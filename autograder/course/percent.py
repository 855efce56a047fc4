"""The percent format: one text whose `# %%` lines begin the cells of a notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.core.values import unix


@dataclass(frozen=True)
class PercentCell:
    """One cell of a percent-format text: its kind ("code" or "markdown"), its text, and what its marker line says."""

    kind: str
    text: str
    marker: str = ""


def percent_cells(text: str) -> list[PercentCell]:
    """The cells of a percent-format text (`# %%` begins one), markdown without its comment signs."""
    cells: list[PercentCell] = []
    kind, marker = "code", ""
    lines: list[str] = []

    def finish() -> None:
        if kind == "markdown":
            body = "\n".join(re.sub(r"^# ?", "", line) for line in lines)
        else:
            body = "\n".join(lines)
        if body.strip():
            cells.append(PercentCell(kind, body.strip("\n"), marker))

    for line in unix(text).split("\n"):
        match = re.match(r"# %%(?![^\s\[])(.*)$", line)  # `# %%time` is a magic that jupytext made a comment
        if match:
            finish()
            marker, lines = match[1].strip(), []
            kind = "markdown" if marker.startswith("[markdown]") else "code"
        else:
            lines.append(line)
    finish()
    return cells
