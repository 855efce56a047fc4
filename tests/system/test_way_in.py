"""What lies in a submitted tree and is not a student's own work: refused by name, and the class goes on."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shared import ROOT

from autograder import cli
from autograder.course.percent import percent_cells

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()
REFERENCE = ROOT / "assignments/hw4_loss/hw4_loss.py"
HW = "hw4_loss"

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`autograder grade`: the exit code, and all it printed as one line."""
    monkeypatch.setenv("COLUMNS", "250")

    def run(*arguments: object) -> tuple[int, str]:
        out = ["--out", str(tmp_path / "out"), "--seed", "5", "--jobs", "1"]
        code = cli.main(["grade", *map(str, arguments), *out])
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    return run


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    hand_in(tmp_path / "submitted/ada")
    return tmp_path / "submitted"


def hand_in(student: Path, text: str = RIGHT, name: str = f"{HW}.py") -> Path:
    folder = student / HW
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder


def marked(tmp_path: Path) -> list[str]:
    return sorted(path.parent.name for path in (tmp_path / "out").glob("*/*.json"))


def linked_folder(tree: Path) -> None:
    (tree / "eve").mkdir()
    (tree / "eve" / HW).symlink_to(ROOT / "assignments" / HW)


def linked_student(tree: Path) -> None:
    (tree / "eve").symlink_to(ROOT / "assignments")


def linked_to_another_student(tree: Path) -> None:
    (tree / "eve").symlink_to("ada")


def linked_file(tree: Path) -> None:
    hand_in(tree / "eve", "", "x.txt")
    (tree / "eve" / HW / f"{HW}.py").symlink_to(REFERENCE)


def hard_linked_file(tree: Path) -> None:
    hand_in(tree / "eve", "", "x.txt")
    os.link(shutil.copy(REFERENCE, tree.parent / "reference.py"), tree / "eve" / HW / f"{HW}.py")


def a_copy_of_the_reference(tree: Path) -> None:
    shutil.copy(REFERENCE, hand_in(tree / "eve", "", "x.txt") / f"{HW}.py")


def a_copy_under_another_name(tree: Path) -> None:
    shutil.copy(REFERENCE, hand_in(tree / "eve", "", "x.txt") / "solution (2).py")


def the_reference_with_other_line_ends(tree: Path) -> None:
    folder = hand_in(tree / "eve", "", "x.txt")
    (folder / f"{HW}.py").write_bytes(REFERENCE.read_bytes().replace(b"\n", b"\r\n"))


def the_reference_as_a_notebook(tree: Path) -> None:
    cells = [{"cell_type": cell.kind, "source": cell.text} for cell in percent_cells(REFERENCE.read_text())]
    hand_in(tree / "eve", json.dumps({"nbformat": 4, "cells": cells}), f"{HW}.ipynb")


SENTENCES = {
    linked_folder: "is a link",
    linked_student: "is a link",
    linked_to_another_student: "is a link",
    linked_file: "is a link",
    hard_linked_file: "a hard link",
    a_copy_of_the_reference: "is the reference of hw4_loss itself",
    a_copy_under_another_name: "is the reference of hw4_loss itself",
    the_reference_with_other_line_ends: "is the reference of hw4_loss itself",
    the_reference_as_a_notebook: "is the reference of hw4_loss itself",
}


@pytest.mark.parametrize("attack", SENTENCES, ids=lambda attack: attack.__name__)
def test_what_is_not_eve_s_own_is_refused_by_name_and_the_class_goes_on(
    run: Run, tree: Path, tmp_path: Path, attack: Callable[[Path], None]
) -> None:
    attack(tree)
    code, said = run(tree)
    assert code == 1 and "eve" in said and SENTENCES[attack] in said and "1 could not be judged" in said
    assert "ada" in marked(tmp_path) and "eve" not in scored(tmp_path)


def scored(tmp_path: Path) -> list[str]:
    return [who for who in marked(tmp_path) if '"score": null' not in (tmp_path / f"out/{who}/{HW}.json").read_text()]


@pytest.mark.parametrize("attack", [linked_folder, linked_student, linked_file], ids=lambda attack: attack.__name__)
@pytest.mark.parametrize("place", [f"eve/{HW}", f"eve/{HW}/{HW}.py"])
def test_naming_the_link_itself_follows_it_no_more(
    run: Run, tree: Path, tmp_path: Path, attack: Callable[[Path], None], place: str
) -> None:
    attack(tree)
    code, said = run(tree / place, "--student", "eve")
    assert code == 1 and "is a link" in said and "eve" not in scored(tmp_path)


def test_a_great_many_folders_of_one_student_are_one_line_and_no_time(run: Run, tree: Path) -> None:
    hand_in(tree / "eve")
    for number in range(20_000):
        (tree / "eve" / f"{number}").mkdir()
    begun = time.process_time()
    code, said = run(tree)
    assert code == 1 and "20,000 folders of eve stand for no assignment: 0, 1, 10, …" in said
    assert "2 graded" in said and said.count("stand for no") == 1 and time.process_time() - begun < 20


def test_names_that_look_like_another_s_are_listed_and_the_other_s_work_is_graded(run: Run, tree: Path) -> None:
    for name in ("\u0430da", "ada ", "a;=1+1", "ada\u3164"):
        hand_in(tree / name)
    code, said = run(tree)
    assert code == 1 and "1 graded" in said and "4 could not be judged" in said
    for part in ("looks like 'ada'", "nobody sees", "it would be a formula"):
        assert part in said


def test_code_that_equals_the_reference_is_graded_and_told_to_staff_alone(run: Run, tree: Path, tmp_path: Path) -> None:
    lines = REFERENCE.read_text().splitlines(keepends=True)
    hand_in(tree / "eve", "".join(line for line in lines if "### " not in line))
    hand_in(tree / "kim", RIGHT + "\n### BEGIN SOLUTION\n")
    code, said = run(tree)
    assert code == 0 and scored(tmp_path) == ["ada", "eve", "kim"]
    assert "for staff: eve, hw4_loss: its code is the reference's" in said
    assert "for staff: kim, hw4_loss: it holds the line" in said and said.count("for staff") == 2
    assert cli.main(["feedback", str(tmp_path / "out"), "--out", str(tmp_path / "pages")]) == 0
    assert "reference" not in (tmp_path / f"pages/eve/{HW}.html").read_text()
