"""The card of a question: each thing once, in the terminal and in a notebook."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from made_results import ASSIGNMENT, BROKEN, D_LOSS, HOSTILE, LOSS, TRAIN, WRONG, question

from autograder.core.model import PASSED, Finding, Line, QuestionResult, Result, Verdict
from autograder.results import card_html, terminal
from autograder.results.card import Asked, HomePage, home_page
from autograder.results.result_json import result_json

Shown = Callable[..., str]
PLAIN = Asked()
STUB = Finding(Verdict.NOT_ATTEMPTED, "loss is not written yet")


def page(asked: Asked, *questions: QuestionResult, notes: Sequence[str] = ()) -> HomePage:
    result = Result(ASSIGNMENT, "you", "", 0, "cpu", "none", questions, 0.0)
    return home_page(result_json(result), "hw4_loss · Loss", notes, asked)


def in_terminal(*questions: QuestionResult, asked: Asked = PLAIN) -> str:
    out = io.StringIO()
    terminal.console(file=out, width=100).print(terminal.home_page(page(asked, *questions)))
    return " ".join(out.getvalue().split())


class _Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.said, self.tags = "", set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said += data + " "


def in_a_notebook(*questions: QuestionResult, asked: Asked = PLAIN) -> str:
    return " ".join(_Text(card_html.home_page(page(asked, *questions))).said.split())


@pytest.fixture(params=[in_terminal, in_a_notebook])
def shown(request: pytest.FixtureRequest) -> Shown:
    made: Shown = request.param
    return made


def test_expected_and_got_are_said_once(shown: Shown) -> None:
    said = shown(question(D_LOSS, WRONG))
    assert re.findall(r"(?<![\d.])-6(?![\d.])", said) == ["-6"] and said.count("expected") == said.count("got") == 1
    assert "dw[1]: 2 of 2 entries differ. This is the gradient of a neuron without its ReLU." in said


def test_a_value_that_is_one_number_is_said_to_differ(shown: Shown) -> None:
    whole = replace(WRONG, said="", where="the result", mistake="")
    assert "found the result differs expected" in shown(question(LOSS, whole))


def test_where_no_check_was_run_the_questions_are_named(shown: Shown) -> None:
    asked = Asked(ladders={"loss": (), "d_loss": ()})
    assert "No check was run. The questions are loss, d_loss." in shown(asked=asked)


def test_the_other_checks_that_fail_are_counted_and_named(shown: Shown) -> None:
    said = shown(question(D_LOSS, WRONG, PASSED, BROKEN))
    assert "2 of 3 checks fail, also: d_loss is right, 0" in said
    assert "checks fail" not in shown(question(D_LOSS, WRONG, PASSED))
    many = shown(question(D_LOSS, *[WRONG] * 9))
    assert "9 of 9 checks fail" in many and "d_loss is right, 3; and 5 more" in many


def test_with_every_check_asked_for_each_one_says_what_came_of_it() -> None:
    said = in_terminal(question(D_LOSS, WRONG, PASSED, BROKEN), asked=Asked(every_check=True))
    assert "✔ d_loss is right, 1" in said and "✘ d_loss is right, 2 it raised ValueError" in said
    assert "checks fail, also" not in said


def test_a_question_that_is_not_begun_has_hints(shown: Shown) -> None:
    asked = Asked(2, {"loss": ("Which samples count?", "Section 1.")}, again='check("{question}", hints={hints})')
    said = shown(question(LOSS, STUB), asked=asked)
    assert "hint Which samples count?" in said and "hint Section 1." in said
    assert 'check("loss", hints=3)' in said


def test_an_exception_shows_the_lines_that_led_to_it_each_once(shown: Shown) -> None:
    one, two = Line("hw4_loss.py", 20, "return helper(w)"), Line("hw4_loss.py", 5, "return w[99]")
    said = shown(question(LOSS, Finding(Verdict.ERROR, "IndexError: 99", line=two, through=(one, two, two))))
    assert "hw4_loss.py line 20: return helper(w) hw4_loss.py line 5: return w[99]" in said
    assert said.count("w[99]") == 1


def test_what_the_call_printed_stands_under_its_finding(shown: Shown) -> None:
    said = shown(question(D_LOSS, replace(WRONG, printed="e = [-2. -4.]\n")))
    assert "printed e = [-2. -4.]" in said


def test_a_question_that_waits_for_another_line_says_only_that(shown: Shown) -> None:
    waits = {"train": "It uses d_loss: first fix the line above."}
    said = shown(question(TRAIN, BROKEN), asked=Asked(waits=waits))
    assert "It uses d_loss" in said and "shapes do not fit" not in said and "hint" not in said


def test_what_a_student_wrote_is_text_in_a_notebook_and_no_markup() -> None:
    nasty = Finding(Verdict.ERROR, HOSTILE, line=Line(HOSTILE, 1, HOSTILE), printed=HOSTILE)
    html = card_html.home_page(page(Asked(), question(LOSS, nasty), notes=[HOSTILE]))
    assert _Text(html).tags <= {"style", "div", "p", "b", "section", "span", "dl", "dt", "dd"}
    assert "\x1b" not in html and "\u202e" not in html


def _luminance(colour: str) -> float:
    digits = colour if len(colour) == 6 else "".join(2 * each for each in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_can_be_read_in_its_theme() -> None:
    grounds = [("ffffff",), ("111111", "1e1e1e", "383838")]  # JupyterLab and others; JupyterLab, VS Code, Colab
    themes = re.findall(r"\{ (--right.*?);? (?:font-size.*)?\}", card_html.STYLE)
    assert len(themes) == 2
    for theme, behind in zip(themes, grounds, strict=True):
        colours = re.findall(r"--(?!line)\w+:#(\w+)", theme)
        assert len(colours) == 6
        for colour, ground in ((colour, ground) for colour in colours for ground in behind):
            bright, dark = sorted(map(_luminance, (colour, ground)), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (colour, ground)
