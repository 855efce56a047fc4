"""Feedback pages: what they say, what they never say, and that no text of anybody's becomes markup."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.core.model import BadInput, Verdict
from autograder.results.class_page import index
from autograder.results.pages import GradebookRecord, WrittenAnswer, WrittenText, page, write_pages

VOID = {"meta", "br", "img", "input", "link", "hr"}
TAGS = set(re.findall(r"\w+", """html head meta title style body main header footer section div p h1 h2 h3 h4 ol ul li a svg rect circle path
    span b em code pre figure figcaption table thead tbody tr th td dl dt dd details summary mark caption em title"""))  # fmt: skip
ATTRIBUTES = set(re.findall(r"[\w-]+", """lang charset http-equiv content name class id href aria-label aria-hidden viewbox cx cy r x y rx
    width height d scope role viewbox preserveaspectratio"""))  # fmt: skip
HOSTILE = "</pre></style></title><script>alert(1)</script><img src=x onerror=alert(1)> ' \" & \x00\x1b[31m\u202e\ud800"


class Reader(HTMLParser):
    """Every tag must be closed in order; text is kept by the tags it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def text(html: str) -> str:
    """What a person reads, with every run of blanks as one."""
    return " ".join(" ".join(read(html).texts).split())


def check(verdict: str = "passed", **said: Any) -> dict[str, Any]:
    right = verdict == "passed"
    return {
        "id": "test_public::test_it", "title": "The gradient of the lesson is (-4, -2).", "visibility": "public", "score": 5.0 if right else 0.0,
        "max_score": 5.0, "verdict": verdict, "message": "", "where": "", "expected": "", "got": "", "hint": "", "diagnosis": None,
        "counterexample": None, "notes": [], **said,
    }  # fmt: skip


def result(*checks: dict[str, Any], verdict: str = "wrong_value", score: float | None = 5.0) -> dict[str, Any]:
    question = {
        "id": "d_loss",
        "title": "The gradient",
        "score": score,
        "max_score": 20.0,
        "verdict": verdict,
        "checks": list(checks),
    }
    return {
        "schema": 1, "assignment": "hw4_loss", "student": "ada", "submission_sha256": "5eed" * 16, "assignment_sha256": "f00d" * 16,
        "engine": "1.0+c0ffee", "seed": 987654321, "device": "cpu", "isolation": "strict", "isolation_leaks": {}, "score": score,
        "max_score": 20.0, "seconds": 0.5, "timings": {}, "notes": [], "questions": [question],
    }  # fmt: skip


WRONG = check(
    "wrong_value",
    message="dw[1]: expected -2, got -6 (2 of 2 entries differ). This is the gradient of a neuron without its ReLU.",
    said="2 of 2 entries differ",
    mistake="This is the gradient of a neuron without its ReLU.",
    where="dw[1]",
    expected="-2",
    got="-6",
    hint="What happens to C where the neuron answers 0?",
    diagnosis="no_mask",
    counterexample={
        "call": "d_loss",
        "inputs": {"w": [1.0, -1.0], "b": -0.0, "X": [[2.0, 1.0], [1.0, 2.25]], "f": "saddle"},
        "expected": [[-4.0, -2.0], -2.0],
        "got": [[-4.0, -6.0], -4.0],
    },
)
HIDDEN = check(
    "wrong_value",
    id="test_hidden::test_secret",
    title="SECRET title",
    visibility="hidden",
    message="SECRET[0]: expected 31337, got 8086. SECRET sentence.",
    where="SECRET[0]",
    expected="31337",
    got="8086",
    hint="Which samples count?",
    diagnosis="SECRET_name",
    counterexample={"call": "SECRET_call", "inputs": {"SECRET_input": [4711.0]}, "expected": 31337.0, "got": 8086.0},
    notes=["SECRET note"],
)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("passed", "Right, given a right loss and forward."), ("wrong_value", "Judged with a right loss and forward")],
)
def test_whose_right_answers_a_question_was_given_is_said(verdict: str, said: str) -> None:
    found = result(check(verdict), verdict=verdict)
    assert said not in text(page(found))
    found["questions"][0]["carried"] = ["loss", "forward"]
    assert said in text(page(found))
    found["questions"][0]["carried"] = [HOSTILE]
    read(page(found))


def test_a_wrong_answer_is_explained_once_and_in_order() -> None:
    said = text(page(result(WRONG, check())))
    parts = [
        "5 of 20 points", "Wrong value", "The gradient of the lesson is", "This is the gradient of a neuron without its ReLU.", "Expected dw[1] -2",
        "Your answer dw[1] -6", "dw: 2 of 2 entries differ", "Hint What happens to C", "d_loss(w, b, X, f)", "What passed",
    ]  # fmt: skip
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert "expected -2, got" not in said


def test_a_part_that_is_right_is_said_with_its_points() -> None:
    half = {**WRONG, "score": 2.5, "parts": {"dw": 0.0, "db": 0.5}}
    said = text(page(result(half, {**check(), "parts": {"dw": 0.5, "db": 0.5}}, score=7.5)))
    assert "dw is right in 1 of 2 checks: 2.5 of 10 points; db is right: 5 of 10 points." in said


def test_matrices_are_tables_and_entries_that_differ_are_marked() -> None:
    html = page(result(WRONG))
    assert re.sub(r"\s+", "", html).count("<tr><td>1</td><td>2.25</td></tr>") == 1
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["-2", "-2", "-6", "-4"]
    assert ">0<" in re.sub(r"\s+", "", html)  # the sign of a zero is no news


def test_shapes_that_differ_are_shown_side_by_side() -> None:
    example = {
        "call": "d_mul",
        "inputs": {},
        "expected": [[[2.0, 0.0], [0.0, 3.0]], [[1.0]]],
        "got": [[2.0, 3.0], [1.0]],
    }
    wrong = check("wrong_shape", said="", mistake="These are the diagonals.", where="J_w", expected="shape (2, 2)", got="shape (2,)", diagnosis="vector", counterexample=example)  # fmt: skip
    html = page(result(wrong, verdict="wrong_shape", score=0.0))
    assert "J_w shape (2, 2)" in text(html) and "J_w shape (2,)" in text(html)
    assert "<mark>" not in html


@pytest.mark.parametrize(
    ("said", "expected", "got", "shown"),
    [
        ("is a `return` missing?", "a number", "None", "Is a return missing?"),
        ("dw has dtype int64, which cannot hold fractions", "0.5", "0", "dw has dtype int64, which"),
        ("the result is not symmetric", "", "", "The result is not symmetric"),
    ],
)
def test_what_the_panels_do_not_say_is_said(said: str, expected: str, got: str, shown: str) -> None:
    assert shown in text(page(result(check("wrong_value", said=said, where="dw", expected=expected, got=got))))


def test_brackets_in_what_is_said_stay_where_they_are() -> None:
    """A message used to be taken apart by its brackets: the first of one remark, and the last of another."""
    wrong = check(
        "wrong_value",
        message="dw[1]: expected (-2), got (-6) (2 of 2 entries differ) (it relies on d_loss: fix d_loss first)",
        said="2 of 2 entries differ (of those in dw)",
        where="dw[1]",
        expected="(-2)",
        got="(-6)",
        relies_on="d_loss",
    )
    said = text(page(result(wrong)))
    assert "dw: 2 of 2 entries differ (of those in dw)" in said and "It relies on d_loss , which failed too." in said


def test_a_result_without_the_parts_of_its_findings_shows_its_messages() -> None:
    assert "It is not symmetric" in text(page(result(check("wrong_value", message="it is not symmetric"))))


def test_an_exception_shows_the_line() -> None:
    error = check("error", said="ValueError: no", line={"file": "hw4_loss.py", "number": 7, "text": "return X @ w"}, relies_on="loss", hint="Shapes?")  # fmt: skip
    html = page(result(error, verdict="error", score=0.0))
    assert "<figcaption>hw4_loss.py line 7</figcaption><pre>return X @ w</pre>" in html
    assert "ValueError: no" in text(html) and "It relies on loss" in text(html)


def test_a_line_that_stops_many_questions_is_shown_once() -> None:
    error = check(
        "error",
        said="it was never defined: SyntaxError",
        line={"file": "a.py", "number": 7, "text": "f("},
        hint="Fix it.",
    )
    data = result(error, copy.deepcopy(error), verdict="error", score=0.0)
    data["questions"].append({**copy.deepcopy(data["questions"][0]), "id": "train"})
    assert page(data).count("<pre>") == 1
    assert "a.py line 7, as above" in text(page(data))


def test_a_passed_question_is_short() -> None:
    html = page(result(check(notes=["dw has shape (1, 2)", "dw has shape (1, 2)"]), verdict="passed", score=20.0))
    assert "The gradient of the lesson" not in html
    assert text(html).count("Note: dw has shape (1, 2).") == 1
    assert "Everything passes" in html


def test_the_courses_fault_is_said_without_its_words() -> None:
    fault = check("judge_error", message="the check itself failed: SECRET", title="SECRET", score=None)
    html = page(result(fault, {**HIDDEN, "verdict": "judge_error"}, verdict="judge_error", score=None))
    assert "not your fault" in html and "no score yet" in html and "It is not your fault" in html
    assert "SECRET" not in html


@pytest.mark.parametrize("verdict", list(Verdict))
def test_hidden_checks_give_verdict_and_named_hint_alone(verdict: Verdict) -> None:
    for diagnosis in ("SECRET_name", None):
        hidden = {**HIDDEN, "verdict": str(verdict), "diagnosis": diagnosis}
        html = page(
            result(
                WRONG, check(), hidden, hidden, verdict=str(max(verdict, Verdict.WRONG_VALUE, key=list(Verdict).index))
            )
        )
        assert not re.search("SECRET|31337|8086|4711|test_hidden", html)
        if verdict not in ("passed", "judge_error"):
            assert "2 checks of this question failed" in html
            assert ("Which samples count?" in html) == (diagnosis is not None)


def test_a_hidden_check_shows_the_example_that_is_none_of_its_cases_and_nothing_else() -> None:
    example = {"call": "d_loss", "inputs": {"w": [1.0], "b": -7.0}, "expected": 0.0, "got": 14.5, "small": True}
    said = text(page(result({**HIDDEN, "counterexample": example}))).partition("On data that you cannot see")[2]
    assert re.search(r"Other input that shows it d_loss\(w, b\) w 1 b -7 Expected 0 Your answer 14.5", said)
    assert not re.search("SECRET|31337|8086|4711|test_hidden", said)


def test_whatever_is_not_public_is_hidden() -> None:
    assert "SECRET" not in page(result({**HIDDEN, "visibility": "staff"}))


def test_hidden_words_change_nothing() -> None:
    """The page is a function of verdict and hint: any other text of a hidden check leaves it as it is."""
    other = {**HIDDEN, "id": "x", "title": "y", "message": "z", "said": "z", "mistake": "m", "relies_on": "f", "where": "", "expected": "", "got": "", "diagnosis": "other", "counterexample": None, "notes": []}  # fmt: skip
    assert page(result(WRONG, HIDDEN)) == page(result(WRONG, other))


def texts(value: Any, with_: Any, skip: tuple[str, ...] = ("verdict", "visibility", "seed")) -> Any:
    """The same JSON with every text and every key of a counterexample drawn anew."""
    if isinstance(value, dict):
        return {k: v if k in skip else texts(v, with_, skip) for k, v in value.items()}
    if isinstance(value, list):
        return [texts(item, with_, skip) for item in value]
    return with_() if isinstance(value, str) else value


ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=60) | st.sampled_from(
    [
        HOSTILE,
        "a`b",
        "`<b>`",
        "x, at : line : `</pre>`",
        "{{ 7 * 7 }}{% raw %}",
        "javascript:alert(1)",
        "]]><!--",
        "&lt;script&gt;",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_text_becomes_markup(data: st.DataObject) -> None:
    notes = {"notes": ["n", "m"]}
    inputs = {data.draw(ANY_TEXT): "text", data.draw(ANY_TEXT): {data.draw(ANY_TEXT): [["a", "b"]]}}
    example = {**WRONG["counterexample"], "inputs": inputs}
    plain = result(
        {**WRONG, **notes, "counterexample": example},
        check("error", said="x", mistake="m", relies_on="f", line={"file": "a.py", "number": 7, "text": "y"}, **notes),
        check(**notes),
        HIDDEN,
    )
    plain["notes"] = ["note"]
    drawn = texts(plain, lambda: data.draw(ANY_TEXT))
    for html in (page(drawn), index([(data.draw(ANY_TEXT), "ada/hw4_loss.html", drawn)])):
        reader = read(html)
        assert {tag for tag, _ in reader.tags} <= TAGS
        for _, attributes in reader.tags:
            assert {name for name, _ in attributes} <= ATTRIBUTES
            assert all(
                re.fullmatch(r"#[qa]\d+|ada/hw4_loss\.html", value or "")
                for name, value in attributes
                if name == "href"
            )
        assert not [c for c in html if c != "\n" and unicodedata.category(c).startswith("C")]


@pytest.mark.parametrize("field", ["said", "mistake", "relies_on", "title", "hint", "where", "expected", "got"])
def test_ten_megabytes_stay_outside(field: str) -> None:
    data = result({**WRONG, field: HOSTILE + "A" * 10_000_000})
    data["notes"] = data["questions"][0]["checks"][0]["notes"] = ["B" * 10_000_000] * 50
    assert len(page(data)) < 60_000


def test_large_values_are_cut() -> None:
    example = {
        "call": "f",
        "inputs": {"x": [[[0.123456] * 48] * 48] * 48},
        "expected": [1.0] * 9999,
        "got": [1.0] * 9999,
    }
    assert len(page(result({**WRONG, "counterexample": example}))) < 60_000


def test_a_page_loads_nothing_and_gives_nothing_away() -> None:
    data = result(WRONG, HIDDEN)
    for html in (page(data), index([("ada", "ada/hw4_loss.html", data)])):
        assert "default-src 'none'; style-src 'sha256-" in html and "unsafe" not in html
        assert not re.search(r"https?:|//|url\(|@import|<script|<link|<img|style=", html)
        assert not re.search("5eed|f00d|987654321|c0ffee|strict|timings", html)
    assert page(data) == page(copy.deepcopy(data))


def test_the_style_is_the_one_that_the_policy_allows() -> None:
    import base64
    import hashlib

    html = page(result(WRONG))
    style = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert style and "<" not in style[1]
    assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() in html


def save(folder: Path, student: str, assignment: str, data: dict[str, Any]) -> None:
    (folder / student).mkdir(parents=True, exist_ok=True)
    data = {**data, "student": student, "assignment": assignment}
    (folder / student / f"{assignment}.json").write_text(json.dumps(data), encoding="utf-8")


MORE = (check(), check("wrong_value"))  # with two that fail, 5 points of 20


def test_a_whole_class_renders(tmp_path: Path) -> None:
    results, out = tmp_path / "results", tmp_path / "feedback"
    for number in range(60):
        for assignment in ("hw1_numerical", "hw4_loss"):
            save(results, f"student{number:02}", assignment, result(WRONG, {**HIDDEN, "diagnosis": "no_mask"}, *MORE))
    fault = [check("judge_error", score=None)] * 4
    save(results, "x' onclick=y & <b>", "hw4_loss", result(*fault, verdict="judge_error", score=None))
    written = write_pages(results, out)
    assert (written.pages, written.problems) == (121, ())
    html = (out / "index.html").read_text()
    links = [value for tag, attributes in read(html).tags if tag == "a" for name, value in attributes if name == "href"]
    assert "student07/hw4_loss.html" in links and "x%27%20onclick%3Dy%20%26%20%3Cb%3E/hw4_loss.html" in links
    assert "no_mask 60" in text(html) and "to judge" in text(html) and "median 5 of 20" in text(html)
    pages = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert len(pages) == 124 and not [name for name in pages if ".part" in name]
    before = {name: (out / name).read_bytes() for name in pages}
    assert write_pages(results, out).pages == 121
    assert {name: (out / name).read_bytes() for name in pages} == before


def test_one_bad_result_costs_one_page(tmp_path: Path) -> None:
    save(tmp_path / "r", "ada", "hw4_loss", result(WRONG, WRONG, *MORE))
    save(tmp_path / "r", "bob", "hw4_loss", {"schema": 1})
    save(tmp_path / "r", "cleo", "hw4_loss", {**result(WRONG), "schema": 2})
    (tmp_path / "r" / "ada" / "hw1.json").write_text("{half a resu")
    (tmp_path / "r" / "ada" / ".part-xyz.json").write_text("{")
    written = write_pages(tmp_path / "r", tmp_path / "f")
    assert written.pages == 1 and len(written.problems) == 3
    assert any("its schema is 2" in problem for problem in written.problems)


def test_a_folder_without_results_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no result there"):
        write_pages(tmp_path / "nowhere", tmp_path / "f")
    assert not (tmp_path / "f").exists()


def test_a_real_result_renders(grade: Any) -> None:
    stub = grade(
        "def loss(w, b, X, y):\n    return 1.0\n\n\ndef d_loss(w, b, X, y):\n    raise ValueError('</pre><script>')\n"
    )
    html = page(stub)
    read(html)
    assert "<script>" not in html and "ValueError: </pre><script>" in text(html)
    for each in (
        each for question in stub["questions"] for each in question["checks"] if each["visibility"] != "public"
    ):
        assert each["title"] not in [said.strip() for said in read(html).texts] and each["id"] not in html


def test_only_a_page_with_a_picture_may_show_one() -> None:
    def made(*texts: WrittenText) -> str:
        answer = WrittenAnswer(texts, "Say **why** $z_i > 0$.", "", "Derivation", 5.0, 10.0)
        return page(result(), GradebookRecord(5.0, 30.0, 0.0, False, [answer]))  # type: ignore[arg-type]

    plain = made(WrittenText("$x^2$ <b>"), WrittenText("# <b>", code=True))
    assert "img-src" not in plain and "<msup>" in plain and "<strong>why</strong>" in plain and "<b>\n" not in plain
    assert "<pre># &lt;b&gt;</pre>" in plain
    assert "img-src data:;" in made(
        WrittenText("![p](attachment:p.png)", pictures={"p.png": {"image/png": "iVBORw0KGgo="}})
    )
