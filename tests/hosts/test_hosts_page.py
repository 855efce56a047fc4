"""docs/hosts.md: every command in it is one that there is."""

from __future__ import annotations

import re
import shlex

import pytest
from shared import ROOT

from autograder.cli.arguments import commands

PAGE = (ROOT / "docs/hosts.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ *```\w*\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
LINES = [line.strip() for block in BLOCKS for line in block.replace("\\\n", " ").splitlines()]
OURS = [line for line in LINES if line.startswith("autograder ")]


@pytest.mark.parametrize("line", OURS)
def test_a_command_of_the_page_is_understood(line: str) -> None:
    asked = commands().parse_args(shlex.split(line, comments=True)[1:])
    assert asked.command == line.split()[1]


def test_the_page_has_a_way_for_each_host_of_its_table() -> None:
    rows = re.findall(r"^\| \[([^]]+)\]\(#[\w-]+\) \|", PAGE, re.MULTILINE)
    headings = {heading.casefold() for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
    assert len(rows) == 6 and {row.casefold() for row in rows} <= headings
    assert OURS
