"""What people wrote, shown as HTML: Markdown and formulas are drawn, and nothing of anybody's becomes markup."""

from __future__ import annotations

import base64
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared import ROOT

from autograder.course.percent import percent_cells
from autograder.results.formulas import mathml
from autograder.results.written import MAX_TEXT, rendered

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and so on").decode()
JPEG = base64.b64encode(b"\xff\xd8\xff and so on").decode()
MATH = set(
    re.findall(r"\w+", """math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts
    mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose""")
)  # fmt: skip
PROSE = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "a",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "img",
}
ATTRIBUTES = set(
    re.findall(r"\w+", """href rel src alt title start class style display displaystyle scriptlevel stretchy fence separator form accent
    accentunder movablelimits largeop linethickness mathvariant columnalign rowspacing columnspacing lspace rspace minsize maxsize
    width notation""")
)  # fmt: skip


class Reader(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in PROSE | MATH, tag
        for name, value in attrs:
            assert name in ATTRIBUTES and not name.startswith("on"), (tag, name)
            if name == "href":
                assert re.match(r"(https?://|mailto:)", value or "", re.IGNORECASE), value
            if name == "src":
                assert re.match(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]*$", value or ""), value
            if name == "style":  # of a column; the page's policy lets no style through
                assert re.fullmatch(r"text-align:(left|right|center)", value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def harmless(text: str) -> str:
    made = str(rendered(text, {"p 1.png": {"image/png": PNG}, "s.svg": {"image/svg+xml": "PHN2Zz4="}}))
    reader = Reader()
    reader.feed(made)
    reader.close()
    return made


def test_markdown_and_formulas_are_drawn() -> None:
    made = harmless("**Because** $x^2$:\n\n$$\\frac{a}{b}$$\n\n- one\n- two\n\n| a |\n|---|\n| `b` |")
    for part in ("<strong>Because</strong>", "<msup>", "<mfrac>", "<li>one</li>", "<td><code>b</code></td>"):
        assert part in made, part
    assert "$" not in made


@pytest.mark.parametrize("name", ["aligned", "align", "align*", "gather", "split", "cases", "pmatrix"])
def test_what_jupyter_draws_in_several_lines_is_a_table(name: str) -> None:
    made = mathml(rf"\begin{{{name}}} a &= b \\ c &= d \end{{{name}}}", block=True)
    assert made.startswith("<math") and "<mtable" in made and "&amp;" not in made


def test_every_formula_of_the_lessons_is_drawn() -> None:
    formulas = [
        block or inline
        for path in sorted((ROOT / "assignments").glob("*/*.py"))
        for cell in percent_cells(path.read_text(encoding="utf-8"))
        if cell.kind == "markdown"
        for block, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", cell.text, re.DOTALL)
    ]
    assert len(formulas) > 500
    assert [latex for latex in formulas if not mathml(latex).startswith("<math")] == []


@pytest.mark.parametrize("latex", [
    r"\frac", r"\unknown{x}", r"x^2^2", "{" * 1500, r"\frac1{" * 200 + "x" + "}" * 200, "x" * 3000, r"\newcommand{\a}{\b\b}\a",
    r"\def\a{b}\a", r"\left(", r"\begin{oh} x", r"\sqrt" * 400, "{" * 30 + "x" + "}" * 30,
])  # fmt: skip
def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_typed(latex: str) -> None:
    assert mathml(latex) == f"<code>{latex}</code>"


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](&#106;avascript:alert(1))", "<javascript:alert(1)>",
    "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](file:///etc/passwd)", "[a](attachment:p%201.png)", "[a](//evil.example)", "[a](/etc)",
    "![a](https://evil.example/x.png)", "![a](data:image/svg+xml;base64,PHN2Zz4=)", "![a](attachment:s.svg)", '![a](attachment:p%201.png "\\" onload=alert(1)")',
    "$\\href{javascript:alert(1)}{x}$", "$\\text{<script>alert(1)</script>}$", "$\\style{background:url(//evil)}{x}$", "$\\class{a}{b}$",
    "$&#x3c;script>$", "$\\text{&#x3cscript&#x3e;}$", "$$<img src=x onerror=alert(1)>$$", "$\\unknown<b>$", "```\"><script>\nx\n```", "<!-- a -->", "$\\rule{9999em}{9999em}$",
    '[a](https://a.example/"onclick="alert(1))', "<https://a.example/\"onclick='x'>", "&lt;script&gt;", "\\<b>", "<style>*{display:none}</style>",
])  # fmt: skip
def test_nothing_of_a_text_becomes_markup(text: str) -> None:
    made = harmless(text)
    assert not re.search(r"<(script|style|b|!--)|javascript:[^<]*\"|9999", made)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([
    "<", ">", "script", "[", "](", ")", "!", "javascript:", "https://a.b", "mailto:", "attachment:p%201.png", "$", "$$", "\\", "text{", "href{", "}", "\"", "'", "`", "\n", "\n\n",
    "|", "-", " ", "&#60;", "&lt;", "onerror=", "\\begin{align}", "\\end{align}", "x", "^", "_", "&", "style=", "*", "#", "1. ", "\u202e", "\ud800", "\x00",
]), max_size=40).map("".join))  # fmt: skip
def test_no_mixture_becomes_markup(text: str) -> None:
    harmless(text)


@pytest.mark.parametrize("text", [
    "[" * 20_000, "![a](" * 4000, "$x$" * 7000, "$$x" * 7000, "> " * 10_000, "- " * 10_000, "* a\n" * 5000, "a|b\n-|-\n" + "|\n" * 9000,
    "$\n\n" * 6000, "\\begin{align}" * 1500, "*a _b " * 3000, "a\n" * 10_000, "`a``" * 5000, ("$" + "{" * 900 + "$ ") * 20,
])  # fmt: skip
def test_hostile_texts_take_bounded_time(text: str) -> None:
    begun = time.process_time()
    made = harmless(text)
    assert time.process_time() - begun < 4 and len(made) < 40 * MAX_TEXT


def test_a_page_of_pictures_has_a_size() -> None:
    large = {"a.png": {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(5_000_000)).decode()}}
    made = rendered("![a](attachment:a.png) " * 50, large)
    assert made.count("<img ") == 1 and made.count("not shown here") == 49


def test_pictures_are_what_they_say_or_not_there() -> None:
    pictures = {
        "a.png": {"image/png": PNG}, "b.jpg": {"image/jpeg": JPEG}, "c.png": {"image/png": JPEG}, "d.svg": {"image/svg+xml": PNG},
        "e.png": {"image/png": "no base64"}, "f.png": {"image/png": PNG + "A" * 12_000_000},
    }  # fmt: skip
    made = rendered("".join(f"![{name}](attachment:{name})" for name in pictures), pictures)
    assert re.findall(r'alt="(.*?)"', made) == ["a.png", "b.jpg"]
    assert re.findall(r"here: (.*?)]", made) == ["c.png", "d.svg", "e.png", "f.png"]
