"""Every formula of every lesson in a real browser, as JupyterLab shows it to a student."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from chromium import CHROMIUM, PATIENCE, serving
from playwright.sync_api import Error, sync_playwright
from shared import ROOT

from autograder.course.course import Course
from autograder.course.lesson import METADATA
from autograder.course.percent import percent_cells

COURSE = Course(ROOT)
# Text of rendered cells with a dollar sign left in it, and what MathJax could not read.
UNREAD = r"""() => {
    const texts = [...document.querySelectorAll('.jp-MarkdownOutput')].map(cell => {
        const words = cell.cloneNode(true);
        words.querySelectorAll('code, mjx-container').forEach(part => part.remove());
        return words.innerText.match(/.{0,30}\$.{0,30}/g) ?? [];
    });
    const wrong = [...document.querySelectorAll('mjx-container')].filter(
        formula => formula.querySelector('mjx-merror, merror, [mathcolor=red], [style*="color: red"]'));
    return [...texts.flat(), ...wrong.map(formula => formula.textContent)];
}"""

# Cells that cannot be right, and what must be found in them.
WRONG = {
    r"An unclosed $\frac{1}{$ here.": r"An unclosed $\frac{1}{$ here.",
    r"An unknown $\nosuchmacro x$ here.": r"\nosuchmacrox",
    r"An unequal $\left( x$ here.": r"\left( x\left( x",
}

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here, so nobody looks at the formulas: apt-get install chromium"
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab that shows one notebook: the text cells of all lessons, and the wrong ones."""
    texts = [(COURSE.folder(name) / f"{name}.py").read_text(encoding="utf-8") for name in COURSE.names]
    cells = [cell.text for text in texts for cell in percent_cells(text) if cell.kind == "markdown"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(cell) for cell in (*cells, *WRONG)])
    book.metadata = METADATA
    nbformat.write(book, tmp_path / "all.ipynb")
    settings = tmp_path / "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"windowingMode": "none"}))  # all cells, not only those in view
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    with serving(command, tmp_path, JUPYTERLAB_SETTINGS_DIR=str(tmp_path / "settings")) as address:
        yield f"{address[1]}/tree/all.ipynb?{address[2]}"


def test_every_formula_of_every_lesson_is_shown_as_one(lab: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": 1000, "height": 1000})
        page.goto(lab, timeout=PATIENCE)
        with contextlib.suppress(Error):  # then the comparison below says what was not shown
            page.wait_for_function(f"() => ({UNREAD})().length === {len(WRONG)}", timeout=PATIENCE)
        found = page.evaluate(UNREAD)
        browser.close()
    assert found == list(WRONG.values())
