"""What people read: spelled right, with links that lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from shared import ROOT

from autograder.course.course import Course
from autograder.course.percent import percent_cells

COURSE = Course(ROOT)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")])
LESSONS = [COURSE.folder(name) / f"{name}.py" for name in COURSE.names]
RIGHT = {"regrading"}  # words that are right, and that codespell takes for others


def markdown(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    return "\n\n".join(cell.text for cell in percent_cells(text) if cell.kind == "markdown")


def links(text: str) -> Iterator[str]:
    """Where the links and pictures of a page lead; and what looks like a link, and is none."""
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        for token in block.children or ():
            target = token.attrs.get("href") or token.attrs.get("src")
            if target:
                yield str(target)
            elif token.type == "text" and "](" in token.content:
                yield token.content.partition("](")[2].partition(")")[0]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(text: str, folder: Path) -> list[str]:
    """The links of a page that lead nowhere; of an address outside only the form is looked at."""
    found = []
    for target in links(text):
        parts = urlsplit(target)
        if parts.scheme:
            if parts.scheme != "https" or not re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.netloc) or " " in target:
                found.append(target)
            continue
        page = folder / parts.path
        inside = anchors(page.read_text(encoding="utf-8") if parts.path else text) if parts.fragment else set()
        if not page.exists() or (parts.fragment and parts.fragment not in inside):
            found.append(target)
    return found


@pytest.mark.slow
def test_every_word_is_spelled_right() -> None:
    said = [*PAGES, *LESSONS, *(path for lesson in LESSONS for path in lesson.parent.glob("*.toml"))]
    said += [path for lesson in LESSONS for path in lesson.parent.glob("test_*.py")]
    said += [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("autograder/*/templates/*")]
    command = [sys.executable, "-m", "codespell_lib", f"--ignore-words-list={','.join(RIGHT)}", *map(str, said)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("path", [*PAGES, *LESSONS], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert broken(markdown(path), path.parent) == []


@pytest.mark.parametrize(
    "link",
    [
        "docs/none.md",
        "#nowhere",
        "README.md#nowhere",
        "htps://example.org",
        "http://example.org",
        "https://example",
        "two words",
    ],
)
def test_a_link_that_leads_nowhere_is_seen(link: str) -> None:
    assert broken(f"# Here\n\nSee [this]({link}) and [that](#here) and [it](README.md#for-students).", ROOT) == [link]
