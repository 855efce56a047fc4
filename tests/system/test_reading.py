"""`autograder read`: derivations read one after another with the keyboard, points and comments in nbgrader's gradebook."""

from __future__ import annotations

import json
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import CHROMIUM, PATIENCE, serving
from playwright.sync_api import Page, expect, sync_playwright
from term import DERIVED, HW, Term, answered, cell_of

from autograder import cli
from autograder.core.model import BadInput
from autograder.course.course import Course
from autograder.gradebook import reading_view
from autograder.gradebook.reading import Answer, Given, Meanwhile, Reading

pytestmark = pytest.mark.filterwarnings("ignore")

HOSTILE = (
    "Since <script>document.title = 'mine'</script> <img src=x onerror=\"document.title = 'mine'\"> and "
    "[this](javascript:alert(1)), ![far](https://example.org/x.png)\n\n$z_i > 0$ **stays** in the sum: $\\frac{1}{N}$."
)
STUDENTS = {"ada": DERIVED, "berta": HOSTILE, "cleo": "Per sample, $2u \\cdot (-1)$.", "dora": "", "emil": "Short."}


@pytest.fixture(scope="module")
def marked(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which a class was marked, and its derivations wait."""
    root = tmp_path_factory.mktemp("reading") / "course"
    shutil.copytree(made, root)
    (root / "assignments" / HW / "scheme.md").write_text(
        "- 4 points: the chain rule\n- 3 points: where $z_i > 0$ enters\n"
    )
    term = Term(root)
    for student, text in STUDENTS.items():
        book = answered(term.book()) if text else term.book()
        if text:
            cell_of(book, "answer")["source"] = text
        term.hand_in(student, book)
    term.run("autograde", HW)
    return root


@pytest.fixture
def course(marked: Path, tmp_path: Path) -> Term:
    return Term(Path(shutil.copytree(marked, tmp_path / "course")))


def reading(course: Term) -> Reading:
    return Reading(Course(course.root), HW)


def of(course: Term, student: str) -> Answer:
    found, _, _ = reading(course).answers()
    return next(each for each in found if each.student == student)


def given(answer: Answer, points: float | None, comment: str = "") -> Given:
    return Given(answer.id, answer.cell, points, comment, answer.seen)


def test_what_a_reader_gives_is_in_the_gradebook_with_who_gave_it(course: Term) -> None:
    found, empty, problems = reading(course).answers()
    assert {each.student for each in found} == set(STUDENTS) - {"dora"} and (empty, problems) == (1, [])
    assert all(each.waits and each.max_score == 10 for each in found)
    now = reading(course).give(given(of(course, "ada"), 7.5, "Say *where*."), "mina")
    assert course.rows("ada")["ada", "answer"] == (None, 7.5, 0)
    assert now == of(course, "ada") and not now.waits and now.comment == "Say *where*."
    assert now.saved is not None and now.saved.reader == "mina"
    reading(course).give(given(now, None), "tarek")
    assert course.rows("ada")["ada", "answer"] == (None, None, 1)
    course.give("ada", "answer", 3.0)
    assert of(course, "ada").points == 3.0 and of(course, "ada").saved is None  # the formgrader does not say whose
    journal = course.root / "readings" / f"{HW}.jsonl"
    assert [json.loads(line)["reader"] for line in journal.read_text().splitlines()] == ["mina", "tarek"]
    assert journal.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("points", [-1.0, 10.5, float("nan"), float("inf")])
def test_points_are_bounded_by_the_question(course: Term, points: float) -> None:
    with pytest.raises(BadInput, match="from 0 to 10"):
        reading(course).give(given(of(course, "ada"), points), "mina")
    assert course.rows("ada")["ada", "answer"] == (None, None, 1)


def test_the_second_of_two_readers_is_told_and_replaces_nothing_unseen(course: Term) -> None:
    before = of(course, "ada")
    reading(course).give(given(before, 4.0), "mina")
    with pytest.raises(Meanwhile) as told:
        reading(course).give(given(before, 9.0), "tarek")
    assert told.value.now.points == 4.0 and not told.value.rewritten
    assert course.rows("ada")["ada", "answer"][1] == 4.0
    with pytest.raises(Meanwhile) as other:
        reading(course).give(
            replace(given(before, 9.0), seen="of another text." + before.seen.partition(".")[2]), "tarek"
        )
    assert other.value.rewritten


def test_nothing_is_given_where_there_is_no_such_answer(course: Term) -> None:
    answer = of(course, "ada")
    for wrong in (replace(given(answer, 1.0), id="x"), replace(given(answer, 1.0), cell="d_loss")):
        with pytest.raises(BadInput, match="load the page again"):
            reading(course).give(wrong, "mina")
    shutil.rmtree(course.root / "autograded" / "ada")
    assert reading(course).answers()[2] == [
        f"ada: {HW}.ipynb is not in autograded/; run `nbgrader autograde {HW} --student=ada --force`"
    ]


def test_a_class_of_many_is_read_in_pages_a_browser_bears(course: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_view, "MOST", 3)
    first = reading_view.page_of(course.root, HW, "mina", names=True, start=0)
    last = reading_view.page_of(course.root, HW, "mina", names=True, start=3)
    shown = [[answer.who for answer in page.questions[0].answers] for page in (first, last)]
    assert [len(each) for each in shown] == [3, 1] and {*shown[0], *shown[1]} == set(STUDENTS) - {"dora"}
    assert (first.before, first.after) == ("", "?names=show&from=3")
    assert (last.before, last.after) == ("?names=show&from=0", "")


def test_without_a_gradebook_it_says_what_to_do(
    course: Term, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / "gradebook.db").unlink()
    monkeypatch.chdir(course.root)
    assert cli.main(["read", HW]) == 2
    assert "there is no gradebook yet" in capsys.readouterr().err


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        browser.close()


def refused(address: str, **headers: str) -> int:
    """The status with which a save is refused."""
    body = json.dumps({"id": "x", "cell": "answer", "points": 1, "comment": "", "seen": ""}).encode()
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60)
    return error.value.code


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here, so nobody reads in a browser: apt-get install chromium")
def test_derivations_are_read_with_the_keyboard_alone(course: Term, page: Page, tmp_path: Path) -> None:
    tool = Path(sys.executable).parent / "autograder"
    command = [tool, "read", HW, "--no-browser"]
    with serving(command, course.root, IPYTHONDIR=str(tmp_path)) as address:
        assert refused(address[1]) == 403  # nobody is signed in
        page.goto(address[0])
        status = page.locator("article.current .status")
        expect(page.locator("#all")).to_have_text("4")
        expect(page.locator("aside .written").first).to_contain_text("4 points: the chain rule")
        assert not any(student in page.content() for student in STUDENTS if student != "ada")
        assert page.title() == f"{HW}: answers by hand" and page.locator("article img").count() == 0
        assert page.locator("article math").count() >= 3
        order = [card.get_attribute("data-id") for card in page.locator("article").all()]
        for keys in ("7.5", "10", "0"):
            page.keyboard.type(keys)
            page.keyboard.press("Enter")
            expect(page.locator("#read")).to_have_text(str(["7.5", "10", "0"].index(keys) + 1))
        page.keyboard.press("p")
        page.keyboard.press("c")
        page.keyboard.type("Say where <i>the condition</i> enters.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("article").nth(2).locator(".status")).to_contain_text("0 points, by ")
        page.keyboard.type("11")
        page.keyboard.press("Enter")
        expect(status).to_have_text("Points are a number from 0 to 10.")
        whose = {each.id: each.student for each in reading(course).answers()[0]}
        students = [whose[each or ""] for each in order]
        assert [course.rows(each)[each, "answer"][1] for each in students] == [7.5, 10.0, 0.0, None]

        course.give(students[3], "answer", 2.0)  # meanwhile, in the formgrader
        page.keyboard.press("Escape")
        page.keyboard.type("6")
        page.keyboard.press("Enter")
        expect(status).to_contain_text("2 points, given in the formgrader or elsewhere. Save again to replace it.")
        page.locator("article.current .give-points").press("Enter")
        expect(status).to_contain_text("6 points, by ")
        page.goto(f"{address[0].partition('?')[0]}?names=show")
        expect(page.locator("article").first).to_contain_text(students[0])
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        assert refused(address[1], Cookie=cookies) == 403  # signed in, but sent by another site's page
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") == width
    shown = course.page(students[2])
    assert "Say where <i>the condition</i> enters." in shown and "0 of 10" in shown
