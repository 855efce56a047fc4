"""Nothing of a student's reaches a terminal, a page, a notebook or a build's log raw: whatever field it comes in."""

from __future__ import annotations

import copy
import io
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from shared import ROOT

from autograder.core.sanitize import clean, one_line, safe_markdown
from autograder.course import submitted
from autograder.course.course import Course
from autograder.course.submission_file import read
from autograder.gradebook import cell_outputs
from autograder.gradebook.rebuilt_notebook import rebuilt
from autograder.grading import runner
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.results import pages, terminal
from autograder.results.card import Asked, home_page, question_card
from autograder.results.result_json import problem_json

ATTACKS = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear screen": "\x1b[2J\x1b[H",
    "8-bit escape": "\x9b2J",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "title": "\x1b]0;owned\x07",
    "backspaces": "wrong\b\b\b\b\bright",
    "carriage return": "0 of 100\r100 of 100",
    "direction": "\u202e001 fo 001\u202c",
    "isolates": "\u2066x\u2069",
    "unseen": "pass\u200bed\ufeff",
    "line separators": "a\u2028b\u2029c\x85d",
    "half a pair": "\ud800",
    "nul": "a\0b",
    "rich's markup": "[bold red]x[/bold red] [link=http://evil.example]y[/link] :smile:",
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)',
    "closing tag": "</pre></div><img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "entity": "&#60;script&#62;",
    "CDATA": "]]><x>",
    "workflow command": "\n::error file=a::owned\n",
    "old workflow command": "##[set-output name=x]y",
    "percent escapes": "%0A::set-env name=PATH::x",
    "formula": '=HYPERLINK("http://evil.example")',
    "long": "x" * 1_000_000,
    "many lines": "\n" * 100_000,
}


@given(st.text(), st.integers(1, 50))
def test_cleaned_text_steers_nothing_and_is_bounded(text: str, limit: int) -> None:
    kept = clean(text, limit)
    assert len(kept) <= limit + 1
    assert not [c for c in kept if unicodedata.category(c)[0] == "C" and c != "\n"]
    assert len(kept.splitlines()) == len(kept.split("\n")) - kept.endswith("\n") - (not kept)
    assert "\n" not in one_line(text, limit)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=50).filter(
        lambda t: "::" not in t and "##[" not in t
    )
)
def test_honest_text_is_left_as_it_is(text: str) -> None:
    assert clean(text, 60) == text
    assert clean("a[::2] and b[::step]") == "a[::2] and b[: :step]"


@pytest.fixture(scope="module")
def specimen() -> dict[str, Any]:
    """A result that fails in every way a page shows."""
    return {
        "schema": 1, "assignment": "hw4_loss", "student": "ada", "submission_sha256": "", "assignment_sha256": "",
        "engine": "", "seed": 1, "device": "cpu", "isolation": "strict", "isolation_leaks": {}, "score": 1.0,
        "max_score": 3.0, "seconds": 0.1, "timings": {}, "notes": ["note"],
        "questions": [
            {"id": f"q{n}", "title": "T", "score": 0.0, "max_score": 1.0, "verdict": verdict, "checks": [
                {"id": "c", "title": "T", "visibility": "public", "score": 0.0, "max_score": 1.0, "verdict": verdict,
                 "message": "said, at hw.py line 3: `x`", "said": "said", "mistake": "m", "line": {"file": "hw.py", "number": 3, "text": "x"}, "relies_on": "f", "where": "hw.py:3", "expected": "1", "got": "2", "hint": "h",
                 "diagnosis": diagnosis, "notes": ["note"],
                 "counterexample": {"call": "f", "inputs": {"x": [1.0], "t": "text"}, "expected": {"dw": 1.0}, "got": {"dw": "text"}}}]}
            for n, (verdict, diagnosis) in enumerate([("wrong_value", "no_mask"), ("error", None), ("not_attempted", None)])
        ],
    }  # fmt: skip


#: Where a student's text can stand in a result. Ids and verdicts are the course's own.
THEIRS = {"message", "said", "line", "where", "expected", "got", "notes", "call", "inputs", "through", "printed"}


def poisoned(value: Any, text: str, theirs: bool = False) -> Any:
    """The same with `text` in every place that is a student's, as a key too."""
    if isinstance(value, dict):
        return {
            (text if theirs and key == "x" else key): poisoned(item, text, theirs or key in THEIRS)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [poisoned(item, text, theirs) for item in value]
    return value + text if theirs and isinstance(value, str) else value


def in_terminal(result: dict[str, Any]) -> str:
    out = io.StringIO()
    console = terminal.console(file=out, width=60)
    problem = problem_json("ada" + result["notes"][0], "hw" + result["notes"][0], result["notes"][0])
    console.print(terminal.class_table([result, problem]))
    for question in result["questions"]:
        console.print(terminal.question_card(question_card(question, ["hint"]), 5))
    console.print(terminal.home_page(home_page(result, "head", result["notes"], Asked())))
    return out.getvalue()


def notebook(result: dict[str, Any]) -> str:
    return json.dumps([cell_outputs.outputs(q, result["notes"]) for q in result["questions"]], ensure_ascii=False)


def unescaped(result: dict[str, Any]) -> str:
    return "\n".join(
        output["data"].get("text/html", "")
        for question in result["questions"]
        for output in cell_outputs.outputs(question, result["notes"])
    )


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("render", [in_terminal, notebook, unescaped, pages.page], ids=lambda render: render.__name__)
def test_no_attack_gets_through_a_renderer(
    specimen: dict[str, Any], render: Callable[[dict[str, Any]], str], attack: str
) -> None:
    text = ATTACKS[attack]
    before, after = render(poisoned(specimen, "harmless")), render(poisoned(specimen, text))
    assert after != before
    assert {c for c in after if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029"} <= {"\n"}
    assert len(after) < len(before) + 40_000
    assert not [line for line in after.split("\n") if re.match(r"\s*::\w|.*##\[", line)]
    if render in (unescaped, pages.page):
        assert tags(after) <= tags(before)


def tags(html: str) -> set[str]:
    """Every tag with the names of its attributes."""
    found = re.findall(r"<(/?\w+)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)", html)
    return {" ".join([tag, *sorted(re.findall(r"[\w-]+(?==)", attributes))]) for tag, attributes in found}


DERIVATION = r"""Let $a<b$ and $$\begin{aligned} a &= b < c \\ |x| <\epsilon \end{aligned}$$ <script>alert(1)</script>
<img src=x onerror=alert(2)> <!-- gone --> [click](javascript:alert(3)) <svg/onload=alert(4)> `<b>`
[b](< javascript:alert(5)>) [c](java&#115;cript:alert(6)) [d][e] ![f]( data:text/html,x) [g](https://example.org)

[e]: javascript:alert(7)
"""


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_student_s_notebook_runs_nothing_in_the_browser_of_staff(tmp_path: Path, kind: str) -> None:
    course = Course(ROOT)
    given_cells = course.lesson("hw4_loss").released
    by_hand = next(cell for cell in given_cells if cell.answered and cell.kind == "markdown")
    mine = {"cell_type": "markdown", "source": DERIVATION, "metadata": {"nbgrader": dict(by_hand.role)}}
    own = {"cell_type": kind, "source": DERIVATION, "metadata": {}}
    path = tmp_path / "hw4_loss.ipynb"
    path.write_text(json.dumps({"cells": [mine, own], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    cells = [
        cell
        for cell in rebuilt(read(path), given_cells)
        if "aligned" in cell["source"] and "alert(1)" in cell["source"]
    ]
    assert len(cells) == 2
    book = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": copy.deepcopy(cells)})
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(book)
    assert not re.search(r"<script>alert|<img src=x|<svg/|(href|src)=\"(?!https:|#)", html)
    assert ("https://example.org" in html) and (kind == "raw" or 'href="https://example.org"' in html)
    assert r"\begin{aligned} a &amp;= b &lt; c" in html or kind == "raw"
    assert "a< b" in html or "a&lt; b" in html


def test_honest_markdown_is_left_as_it_is() -> None:
    text = "a < b, c <= d, 1<2, x -> y, $w_{[i]}$, [here](https://example.org), ![photo](attachment:photo.png)"
    assert safe_markdown(text, ["photo.png"]) == text


@pytest.mark.parametrize(
    "name",
    [
        "=HYPERLINK(1)",
        "+1",
        "-rf",
        "@sum",
        "＝cmd",
        "＋1",
        "－rf",
        "＠sum",
        "﹢1",
        " =1",
        "a\x1b[2J",
        "a\nb",
        "a\u202eb",
        "Index.html",
    ],
)
def test_a_folder_whose_name_is_an_attack_is_no_student(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "hw4_loss"
    folder.mkdir(parents=True)
    (folder / "hw4_loss.py").write_text("")
    tasks, problems = submitted.find_tasks(Course(ROOT), [tmp_path])
    assert tasks == [] and "cannot be a student's name" in problems[0].sentence
    row = runner.grade_to_file(submitted.Task(name, "hw4_loss", folder), Bench(Settings(ROOT, 1)), tmp_path / "out")
    assert "cannot be a student's name" in row["problem"] and not (tmp_path / "out").exists()
