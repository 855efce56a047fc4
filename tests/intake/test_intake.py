"""What people really hand in, each way of doing it once: its mark is the same at home and when graded.

A case is a folder: `files/` lies there as it was handed in, `expected.toml` says what comes of it. Of its keys `score` is
out of 100, `verdicts` are by question where not all are passed (`at_home` has those that are others there, where no
question is judged with a right one of another), `notes` are parts of what the result has to say (with
`home = false` only when graded), `refused` is part of the sentence for work that cannot be judged, `refused_at_home` for
what only stops a student; `untouched` are files as they were released.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tomllib
import warnings
from pathlib import Path
from typing import Any

import pytest
from homework import in_a_process

from autograder.checks.collect import collect
from autograder.core.model import BadInput
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.isolation.worker import fake_packages
from autograder.results.result_json import result_json
from autograder.student.local import LocalRun

HW = "hw4_loss"
CASES = Path(__file__).parent / "cases"
QUESTIONS = ("loss", "d_loss", "train")
SECONDS = 60  # for one home run


def untouched(bench: Bench, name: str) -> str:
    """A file of the assignment as it was handed out."""
    lesson = bench.course.lesson(HW)
    if name.endswith(".py"):
        return lesson.stub
    cells = [dict(cell) | {"source": mine.text} for cell, mine in zip(lesson.cells, lesson.released, strict=True)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def handed_in(request: pytest.FixtureRequest, bench: Bench, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A student's folder with the case in it, and what is expected."""
    case = CASES / request.param
    expected = tomllib.loads((case / "expected.toml").read_text(encoding="utf-8"))
    folder = tmp_path / "ada" / HW
    shutil.copytree(case / "files", folder) if (case / "files").is_dir() else folder.mkdir(parents=True)
    for name in expected.get("untouched", ()):
        (folder / name).write_text(untouched(bench, name), encoding="utf-8")
    return folder, expected


def graded(bench: Bench, folder: Path) -> dict[str, Any]:
    try:
        return result_json(bench.grade(Task("ada", HW, folder)))
    except BadInput as refusal:
        return {"refused": str(refusal)}


def released(bench: Bench, folder: Path) -> None:
    """Add to a student's folder what `make test` needs besides the work."""
    note = {"assignment": HW, "code": bench.course.lesson(HW).fingerprint, "small": {}}
    (folder / "release.json").write_text(json.dumps(note))
    for name in ("assignment.toml", "test_public.py"):
        shutil.copy(bench.course.folder(HW) / name, folder / name)


def run_at_home(folder: Path) -> dict[str, Any]:
    os.chdir(folder)
    warnings.simplefilter("ignore")  # which this suite makes errors
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            mine = LocalRun.open(folder)
        except BadInput as refusal:
            return {"refused": str(refusal)}
        mine.checks = collect(folder, ["test_public.py"], mine.assignment)
        mine.run(mine.checks)
        return result_json(mine.result())


def at_home(folder: Path) -> dict[str, Any]:
    """A student's own run, in a process that ends with it, with an empty standard input."""

    def run() -> dict[str, Any]:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        return run_at_home(folder)

    return in_a_process(run, SECONDS)


def verdicts(result: dict[str, Any]) -> dict[str, str]:
    return {question["id"]: question["verdict"] for question in result["questions"] if question["id"] in QUESTIONS}


@pytest.mark.parametrize("handed_in", sorted(path.name for path in CASES.iterdir()), indirect=True)
def test_what_people_hand_in_has_its_right_mark_at_home_and_when_graded(
    handed_in: tuple[Path, dict[str, Any]], bench: Bench
) -> None:
    folder, expected = handed_in
    with fake_packages.lent():  # collecting is done by a process that has them
        judged = graded(bench, folder)
    released(bench, folder)
    home = at_home(folder)
    refused = expected.get("refused", "")
    for result, refusal in ((judged, refused), (home, refused or expected.get("refused_at_home", ""))):
        assert refusal in result.get("refused", "") and bool(refusal) == ("refused" in result), result
        if refusal:
            continue
        right = dict.fromkeys(QUESTIONS, "passed") | expected.get("verdicts", {})
        assert verdicts(result) == right | (expected.get("at_home", {}) if result is home else {}), result["notes"]
        said = "\n".join(result["notes"])
        for note in expected.get("notes", ()) if result is judged or expected.get("home", True) else ():
            assert note in said
    if "score" in expected:
        assert judged["score"] == expected["score"]
