"""One homework on a real JupyterHub, in a browser, from the files of docs/jupyterhub.md: fetched, done, handed in,
collected, marked, read, and its feedback fetched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import hub as hub_module
import pytest
from chromium import CHROMIUM, PATIENCE, done
from hub import ASSISTANT, PROXY, STAFF, STUDENTS, Hub
from playwright.sync_api import Browser, Page, expect, sync_playwright
from shared import without_make
from term import HW, answered

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make accounts, so nobody tries a hub with real users"),
    pytest.mark.skipif(PROXY is None, reason="no proxy for a hub here: apt-get install node-configurable-http-proxy"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here, so nobody looks at a hub: apt-get install chromium"),
]

ADA, LEO, ZOE = STUDENTS
SERVICE = "/services/matcalc"


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with hub_module.running() as hub:
        yield hub


@pytest.fixture(scope="module")
def released(hub: Hub) -> None:
    for words in (["generate_assignment", HW, "--force"], ["release_assignment", HW]):
        hub.run(STAFF, hub.course, "nbgrader", *words)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


def somebody(browser: Browser, hub: Hub, who: str, path: str) -> Page:
    """A browser of their own, in which somebody signed in and went to a page."""
    page = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE)
    hub.enter(page, who, path)
    return page


def list_of_assignments(page: Page) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List", exact=True).click()


def write_the_answers(hub: Hub, who: str) -> None:
    """Put right answers and a derivation into the notebook that somebody fetched."""
    path = hub.home(who) / HW / f"{HW}.ipynb"
    book = answered(json.loads(path.read_text()))
    path.write_text(json.dumps(book))


def wait_for_outputs(page: Page, path: Path, texts: list[str]) -> None:
    """Save the notebook that a page shows until its outputs have these texts; JupyterLab draws only what is in view."""
    ends = time.monotonic() + PATIENCE / 1000
    while True:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        outputs = [out for cell in json.loads(path.read_text())["cells"] for out in cell.get("outputs", ())]
        said = "\n".join("".join(out.get("data", {}).get("text/plain", out.get("traceback", ""))) for out in outputs)
        if all(text in said for text in texts):
            return
        assert time.monotonic() < ends, said


def test_a_homework_goes_out_and_comes_back_with_feedback(hub: Hub, browser: Browser, released: None) -> None:
    ada = somebody(browser, hub, ADA, "/hub/spawn")
    list_of_assignments(ada)
    ada.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    expect(ada.locator("#fetched_assignments_list")).to_contain_text(HW)
    write_the_answers(hub, ADA)
    ada.goto(f"{hub.address}/user/{ADA}/lab/tree/{HW}/{HW}.ipynb")
    expect(ada.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    ada.get_by_role("menuitem", name="Run", exact=True).click()
    ada.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    wait_for_outputs(ada, hub.home(ADA) / HW / f"{HW}.ipynb", ["✔ loss", "✔ d_loss", "✔ train"])
    list_of_assignments(ada)
    ada.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    expect(ada.locator("#submitted_assignments_list")).to_contain_text(HW)

    hub.run(LEO, hub.home(LEO), "nbgrader", "fetch_assignment", HW)
    write_the_answers(hub, LEO)
    renamed = hub.home(LEO) / HW / f"{HW} - Kopie (1).ipynb"
    (hub.home(LEO) / HW / f"{HW}.ipynb").rename(renamed)
    hub.run(LEO, hub.home(LEO), "nbgrader", "submit", HW)

    staff = somebody(browser, hub, ASSISTANT, f"{SERVICE}/formgrader")
    row = staff.locator("#main-table tr").filter(has=staff.get_by_text(HW, exact=True))
    row.locator(".collect a").click()
    done(staff, f"Successfully collected submissions of '{HW}'")
    for student in (ADA, LEO):
        staff.goto(f"{hub.address}{SERVICE}/formgrader/manage_submissions/{HW}")
        row = staff.locator("#main-table tr").filter(has=staff.get_by_text(student, exact=True))
        row.locator(".autograde a").click()
        done(staff, f"Successfully autograded '{HW}' for student '{student}'")
        expect(row.locator(".score")).to_have_text("100 / 110")

    staff.goto(f"{hub.address}{SERVICE}/autograder/read/{HW}")
    for read in ("1", "2"):
        staff.keyboard.type("7.5")
        staff.keyboard.press("Enter")
        expect(staff.locator("#read")).to_have_text(read)
    for words in (["generate_feedback", HW], ["release_feedback", HW]):
        hub.run(STAFF, hub.course, "nbgrader", *words)

    list_of_assignments(ada)
    ada.locator("#submitted_assignments_list").get_by_role("button", name="Fetch Feedback").click()
    expect(ada.locator("#submitted_assignments_list")).to_contain_text("view feedback")
    hub.run(LEO, hub.home(LEO), "nbgrader", "fetch_feedback", HW)
    for student in (ADA, LEO):
        (page,) = (hub.home(student) / HW / "feedback").rglob("*.html")
        assert "107.5 of 110 points" in " ".join(re.sub("<[^>]+>", "", page.read_text()).split())


def test_students_have_no_page_of_the_staffs(hub: Hub, browser: Browser) -> None:
    page = somebody(browser, hub, ADA, "/hub/spawn")
    page.get_by_role("menuitem", name="Nbgrader").click()
    expect(page.locator(".lm-Menu-itemLabel", has_text=re.compile("."))).to_have_text(["Assignment List"])
    assert page.goto(f"{hub.address}/user/{ADA}/formgrader").status == 404  # type: ignore[union-attr]
    assert page.goto(f"{hub.address}{SERVICE}/formgrader").status == 403  # type: ignore[union-attr]
    assert page.goto(f"{hub.address}{SERVICE}/autograder/read/{HW}").status == 403  # type: ignore[union-attr]


def test_in_a_terminal_of_the_hub_make_test_installs_nothing(hub: Hub, released: None) -> None:
    hub.run(ZOE, hub.home(ZOE), "nbgrader", "fetch_assignment", HW)
    write_the_answers(hub, ZOE)
    command = ["runuser", "-u", ZOE, "--", "make", "test"]
    shared = without_make(HOME=str(hub.home(ZOE)), MATCALC_HOME=str(hub.folder / "matcalc"))
    said = subprocess.run(command, cwd=hub.home(ZOE) / HW, env=shared, capture_output=True, text=True, timeout=120)
    assert "100 of 100 points on the public checks" in said.stdout and "Installing" not in said.stdout, said.stderr
    assert not (hub.home(ZOE) / ".matcalc/env").exists()
