"""A whole class over all assignments, with wrong, hostile and broken work among it, in a run that is killed half way.

What is published of it tells nothing of solutions, hidden checks, planted work, or the machine.
"""

from __future__ import annotations

import csv
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT
from term import HW, Term

from autograder import cli
from autograder.course.course import Course
from autograder.course.lesson import CODE_STUB, TEXT_STUB

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("class"),
]  # nbgrader's dependencies warn of each other

SECRET_SEED = 7_381_990_245_118_367_429
NAMES = Course(ROOT).names
STUDENTS = 24  # of hw4
BROKEN = {"no_json": b"this is no notebook", "no_cells": b"[]", "half": b'{"cells": [{"cell_type": "code", "sou'}
SAMPLE = sorted(path.name for path in (ROOT / "examples/submitted").iterdir())[::4]  # students of the sample class
SLOW = ("endless", "breaks", "bomb")  # they would measure only their own limits


@dataclass
class Class:
    """A course whose class was marked and got its feedback, and what there was when the first run was killed."""

    term: Term
    finished: dict[Path, bytes]
    left: int

    def rows(self) -> dict[tuple[str, str, str], float | None]:
        """(student, assignment, cell) -> automatic score."""
        found = self.term.query(
            "select s.student_id, a.name, b.name, g.auto_score from grade g join base_cell b on b.id = g.cell_id "
            "join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id "
            "join assignment a on a.id = s.assignment_id"
        )
        return {(student, name, cell): score for student, name, cell, score in found}

    def results(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(student, assignment) -> the result of judged work, as its JSON has it."""
        found = (json.loads(path.read_bytes()) for path in sorted((self.term.root / "results").rglob("*.json")))
        return {(result["student"], result["assignment"]): result for result in found if "problem" not in result}


def planted(name: str) -> Iterator[Path]:
    """An assignment's planted work. Of hw4 as much as makes the class; of the others every fiftieth."""
    folder = ROOT / "assignments" / name / "submissions"
    work = [path for kind in ("wrong", "hostile", "accepted") for path in sorted((folder / kind).glob("*.py"))]
    work = [path for path in work if not path.stem.startswith(SLOW) and not path.stem.endswith(SLOW)]
    sample = sum((ROOT / "examples/submitted" / student / name).is_dir() for student in SAMPLE)
    yield from work[: STUDENTS - len(BROKEN) - sample - 1] if name == HW else work[::50]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Class:
    term = Term.begun(tmp_path_factory.mktemp("whole") / "course", NAMES, SECRET_SEED)
    submitted = term.root / "submitted"
    for student in SAMPLE:
        shutil.copytree(ROOT / "examples/submitted" / student, submitted / student)
    for name in NAMES:
        for path in planted(name):
            folder = submitted / f"{path.parent.name}-{path.stem}" / name
            folder.mkdir(parents=True)
            shutil.copy(path, folder / f"{name}.py")
        (submitted / "idle" / name).mkdir(parents=True)
        shutil.copy(term.root / "release" / name / f"{name}.py", submitted / "idle" / name)
    for student, content in BROKEN.items():
        term.hand_in(student, content)
    assert len(list(submitted.glob(f"*/{HW}"))) == STUDENTS

    command = [sys.executable, "-m", "nbgrader", "autograde", HW]
    with subprocess.Popen(command, cwd=term.root, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        begun = (line for line in running.stderr if "Autograding" in line)
        for _ in range(STUDENTS // 3):
            next(begun)
        os.kill(running.pid, signal.SIGKILL)
    finished = {path: path.read_bytes() for path in (term.root / "results").rglob("*.json")}
    left = len(list((term.root / "autograded").glob(f"*/{HW}")))
    for name in NAMES:
        term.run("autograde", name)
        term.run("generate_feedback", name)
    assert cli.main(["feedback", str(term.root / "results"), "--out", str(term.root / "pages")]) == 0
    return Class(term, finished, left)


# Marks.


def test_a_run_killed_in_the_middle_loses_nothing(whole: Class) -> None:
    assert 5 < len(whole.finished) < STUDENTS and 5 < whole.left < STUDENTS
    assert {path: path.read_bytes() for path in whole.finished} == whole.finished
    cells = [cell for student, name, cell in whole.rows() if name == HW]
    assert len(cells) == STUDENTS * 4
    assert len(list((whole.term.root / "feedback").glob(f"*/{HW}/{HW}.html"))) == STUDENTS


def test_three_broken_notebooks_cost_the_class_nothing(whole: Class) -> None:
    unmarked = {student for (student, name, cell), score in whole.rows().items() if score is None and cell != "answer"}
    assert unmarked == set(BROKEN)
    assert len([key for key in whole.results() if key[1] == HW]) == STUDENTS - len(BROKEN)


def test_the_export_is_the_sum_of_the_results(whole: Class) -> None:
    whole.term.run("export")
    with (whole.term.root / "grades.csv").open() as file:
        exported = {(row["student_id"], row["assignment"]): float(row["score"]) for row in csv.DictReader(file)}
    results = whole.results()
    assert exported.keys() >= results.keys() and len(results) > 50
    rows = whole.rows()
    for key, result in results.items():
        assert exported[key] == pytest.approx(result["score"], abs=1e-9), key
        for question in result["questions"]:
            cell = re.sub(r"[^A-Za-z0-9_-]", "-", question["id"])
            assert rows[*key, cell] == question["score"]


def test_a_second_autograde_changes_nothing(whole: Class) -> None:
    def state() -> tuple[Any, ...]:
        files = [path for step in ("autograded", "results") for path in (whole.term.root / step).rglob("*.*")]
        files = [path for path in files if not BROKEN.keys() & set(path.parts)]  # what was not judged is tried again
        return whole.rows(), {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}

    before = state()
    whole.term.run("autograde", HW)
    rows, files = state()
    assert rows == before[0]
    assert {path for path in files if files[path] != before[1].get(path)} == set()


# Leaks.


def secret_lines() -> dict[str, Path]:
    """Each line that only staff may read, and its file: solutions, hidden checks, planted work, unless public too."""
    found: dict[str, Path] = {}
    templates = [path for path in (ROOT / "autograder").glob("*/templates/**/*") if path.is_file()]
    public = "\n".join([CODE_STUB, TEXT_STUB, *(path.read_text() for path in templates)])
    for name in NAMES:
        folder = ROOT / "assignments" / name
        lesson = (folder / f"{name}.py").read_text()
        parts = re.split(r"(### BEGIN SOLUTION.*?### END SOLUTION)", lesson, flags=re.DOTALL)
        assert len(parts) > 4, name
        public += "".join(parts[::2]) + "".join((folder / f).read_text() for f in ("test_public.py", "assignment.toml"))
        planted = [path for path in (folder / "submissions").rglob("*") if path.suffix in (".py", ".ipynb")]
        texts = [
            (folder / f"{name}.py", "\n".join(parts[1::2])),
            *((path, path.read_text("utf-8", "replace")) for path in planted),
        ]
        for path, text in (*texts, (folder / "test_hidden.py", (folder / "test_hidden.py").read_text())):
            found |= {line.strip("# \t"): path for line in text.splitlines()}
    told = {
        line: path
        for line, path in found.items()
        if len(line) > 12 and re.search(r"\w{3}", line) and line not in public
    }
    return {line: path for line, path in told.items() if not re.fullmatch(r"(from \S+ )?import [\w., ]+", line)}


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def said(path: Path) -> str:
    """All that a file tells, to those who look into it too."""
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".ipynb":
        try:
            return "\n".join(strings(json.loads(text)))
        except ValueError:
            return text
    if path.suffix == ".html":
        return html.unescape(text + "\n" + re.sub(r"<[^>]*>", "", text))
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return text


def private(result: dict[str, Any]) -> set[str]:
    """What a result tells of hidden checks, but for words that public ones say too."""
    checks = [check for question in result["questions"] for check in question["checks"]]
    hidden = [check for check in checks if check["visibility"] == "hidden"]
    public = json.dumps([check for check in checks if check["visibility"] == "public"], ensure_ascii=False)
    told = {check[part] for check in hidden for part in ("id", "title", "message", "expected", "got", "where")}
    told |= {
        json.dumps(value)[:80]
        for check in hidden
        if not (check["counterexample"] or {}).get("small")  # other inputs, which students are shown
        for value in ((check["counterexample"] or {}).get("inputs") or {}).values()
    }
    both = {text for whole in told if whole for text in (whole, shortened(whole))}
    public += shortened(public)
    return {
        text
        for text in both
        if len(text) > 12 and json.dumps(text, ensure_ascii=False)[1:-1] not in public and text not in public
    }


def shortened(text: str) -> str:
    """Numbers as pages show them."""
    return re.sub(r"(\d\.\d{4})\d+", r"\1", text)


def leaks(pages: dict[tuple[str, str], list[str]], whole: Class) -> Iterator[str]:
    """What stands in a student's documents that is neither public nor the student's own. Lines are looked at once."""
    lines: dict[str, set[tuple[str, str]]] = {}
    for key, texts in pages.items():
        for line in {line for text in texts for line in text.splitlines()}:
            lines.setdefault(line, set()).add(key)
    every = "\n".join(lines)
    own = {
        key: "\n".join(said(path) for path in (whole.term.root / "submitted" / key[0] / key[1]).iterdir())
        for key in pages
    }
    for secret, where in secret_lines().items():
        if secret in every:
            readers = {key for line, keys in lines.items() if secret in line for key in keys}
            yield from (f"{key}: {where}: {secret}" for key in readers if secret not in own[key])


def machine(whole: Class) -> list[str]:
    """What would tell of the machine and of the draw."""
    places = (whole.term.root, ROOT, Path(sys.prefix), Path.home() / "x")
    return [str(SECRET_SEED), *(str(path).removesuffix("x") for path in places)]


def test_no_release_gives_anything_away(whole: Class) -> None:
    secrets, words = secret_lines(), machine(whole)
    assert len(secrets) > 1500
    for name in NAMES:
        folder = whole.term.root / "release" / name
        texts = {path.name: said(path) for path in folder.rglob("*") if path.is_file()}
        every = "\n".join(text for file, text in texts.items() if not file.endswith(".whl"))
        assert [f"{name}: {where}: {line}" for line, where in secrets.items() if line in every] == []
        for file, text in texts.items():
            assert [word for word in words if word in text] == [], (name, file)
            assert not re.search("(BEGIN|END) (SOLUTION|HIDDEN)", text) or file.endswith(".whl"), (name, file)
        book = json.loads((folder / f"{name}.ipynb").read_text())
        assert [cell for cell in book["cells"] if cell.get("outputs") or cell.get("execution_count")] == []
        assert {key for cell in book["cells"] for key in cell["metadata"]} <= {
            "nbgrader",
            "deletable",
            "editable",
            "jupyter",  # which folds the code of a picture
        }


def test_no_page_gives_anything_away(whole: Class) -> None:
    results = whole.results()
    pages: dict[tuple[str, str], list[str]] = {}
    for path in (*whole.term.root.glob("feedback/*/*/*.html"), *whole.term.root.glob("autograded/*/*/*.ipynb")):
        pages.setdefault((path.parts[-3], path.parts[-2]), []).append(said(path))
    for key in results:
        pages[key].append(said(whole.term.root / "pages" / key[0] / f"{key[1]}.html"))
    assert len(pages) > 50 and all(len(texts) == 2 + (key in results) for key, texts in pages.items())
    assert sorted(leaks(pages, whole)) == []
    told = 0
    for key, texts in pages.items():
        words = [*machine(whole), *(private(results[key]) if key in results else ())]
        told += len(words)
        text = "\n".join(texts)
        assert [word for word in words if word in text] == [], key
    assert told > 20 * len(pages)
