"""JupyterLab with nbgrader's pages in a real browser: the sample class, marked by us, graded on by a person."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import CHROMIUM, PATIENCE, done, newcomer, serving
from playwright.sync_api import Locator, Page, expect, sync_playwright
from shared import ROOT

HW = "hw4_loss"
TOOLS = Path(sys.executable).parent

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here, so nobody looks at the formgrader: apt-get install chromium"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample class's work on one assignment, as `make lab` prepares it."""
    folder = tmp_path_factory.mktemp("lab")
    made = subprocess.run(
        [ROOT / "examples/course.sh", folder / "course", HW],
        env=newcomer(folder, BIN=str(TOOLS)), capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder / "course"


@pytest.fixture(scope="module")
def lab(course: Path) -> Iterator[str]:
    """`make lab`, and the address that it prints."""
    options = ["-o", ".venv/.current", f"COURSE={course}", f"BIN={TOOLS}", "ARGS=--no-browser"]
    with serving(["make", "-C", ROOT, "lab", *options], course.parent) as address:
        yield address[0]


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        browser.close()


def row(page: Page, text: str) -> Locator:
    return page.locator("#main-table tr").filter(has=page.get_by_text(text, exact=True))


def totals(course: Path) -> dict[str, float]:
    """Student -> points in the gradebook."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
        return dict(
            book.execute(
                "select s.student_id, sum(coalesce(g.manual_score, g.auto_score, 0)) from grade g join submitted_notebook n "
                "on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id group by s.student_id"
            )
        )


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def menu(page: Page, lab: str, item: str) -> None:
    """JupyterLab afresh, and what its menu Nbgrader has under that name."""
    page.goto(lab)
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def generate_and_release(page: Page, course: Path, pages: str, count: int) -> None:
    before = files(course / "release")
    page.goto(f"{pages}/manage_assignments")
    expect(row(page, HW).locator(".num-submissions")).to_have_text(str(count))
    row(page, HW).locator(".assign a").click()
    done(page, f"Successfully created the student version of '{HW}'")
    assert files(course / "release") == before  # what `make release` made, to the byte
    row(page, HW).locator(".release a").click()
    done(page, f"Successfully released '{HW}'")


def read_the_derivation(page: Page, pages: str, student: str, points: str, comment: str) -> None:
    page.goto(f"{pages}/gradebook/{HW}/{HW}")
    expect(page.get_by_role("link", name="Submission #1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Show All Names").click()
    page.get_by_role("link", name=student, exact=True).click()
    page.wait_for_load_state("networkidle")  # what is typed before the page has its grades is saved by nobody
    cell = page.locator(".nbgrader_cell").filter(has=page.locator("input.score")).filter(has=page.locator("textarea"))
    for field, text, kind in (("input.score", points, "grade"), ("textarea.comment", comment, "comment")):
        with page.expect_response(re.compile(f"/api/{kind}/")) as saved:
            cell.locator(field).fill(text)
            cell.locator(field).press("Tab")
        assert saved.value.ok


def test_an_instructor_and_a_student_find_their_way(lab: str, course: Path, page: Page) -> None:
    pages = lab.partition("/lab?")[0] + "/formgrader"
    results = {path.parent.name: json.loads(path.read_text())["score"] for path in (course / "results").glob("*/*")}
    assert totals(course) == results and len(results) == len(list((course / "submitted").glob(f"*/{HW}")))
    menu(page, lab, "Formgrader")
    expect(page.frame_locator("iframe").locator("#main-table")).to_contain_text(HW)
    generate_and_release(page, course, pages, len(results))

    page.goto(f"{pages}/manage_submissions/{HW}")
    for student, score in results.items():
        expect(row(page, student).locator(".score")).to_have_text(f"{score:g} / 110")
    who = min(path.parent.parent.name for path in (course / "submitted").glob(f"*/*/{HW}.py"))
    row(page, who).locator(".autograde a").click()
    done(page, f"Successfully autograded '{HW}' for student '{who}'")
    expect(row(page, who).locator(".score")).to_have_text(f"{results[who]:g} / 110")

    read_the_derivation(page, pages, who, "7.5", "Say where <i>the condition</i> enters.")
    assert totals(course) == results | {who: results[who] + 7.5}

    page.goto(f"{pages}/manage_submissions/{HW}")
    expect(row(page, who).locator(".status")).to_have_text("graded")
    row(page, who).locator(".generate-feedback a").click()
    done(page, f"Successfully generated feedback for '{HW}' for student '{who}'")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((course / "feedback" / who / HW / f"{HW}.html").as_uri())
    expect(page.locator(".score")).to_have_text(f"{results[who] + 7.5:g} of 110 points")
    derivation = page.locator("section").filter(has=page.get_by_role("heading", name="Derivation"))
    expect(derivation).to_contain_text("7.5 of 10")
    expect(derivation).to_contain_text("Say where <i>the condition</i> enters.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.set_viewport_size({"width": 1280, "height": 900})
    menu(page, lab, "Assignment List")
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    expect(page.locator("#fetched_assignments_list")).to_contain_text(HW)
    assert (course / HW / f"{HW}.ipynb").exists()
