"""Which file of a student's folder is the work, and which modules of his own go with it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from autograder.core.model import BadInput
from autograder.course.student_folder import MAX_MODULES, read_folder, shadowing
from autograder.course.submission_file import fingerprint

STUB = "def f(x):\n    raise NotImplementedError()"
PRISTINE = fingerprint([STUB])


def notebook(text: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": text}]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def imported(folder: Path) -> list[str]:
    return [name for name, _ in read_folder(folder, "hw", PRISTINE, ["f"])[0].modules]


def test_modules_that_the_work_imports_go_with_it_and_no_others(folder: Path) -> None:
    put(folder, hw__py="from a import g\nimport c as d\n", a__py="import b\n", b__py="", c__py="", other__py="x")
    assert imported(folder) == ["a.py", "b.py", "c.py"]


def test_a_changed_module_is_other_work(folder: Path) -> None:
    put(folder, hw__py="import a\n", a__py="x = 1\n")
    before = read_folder(folder, "hw", PRISTINE, ["f"])[0].sha256
    put(folder, a__py="x = 2\n")
    assert read_folder(folder, "hw", PRISTINE, ["f"])[0].sha256 != before


def test_no_module_takes_the_place_of_one_that_others_import(folder: Path) -> None:
    put(folder, hw__py="import random, numpy, torch, autograder, types\n")
    for name in ("random", "numpy", "torch", "autograder", "types"):
        put(folder, **{f"{name}__py": "x = 1\n"})
    assert imported(folder) == []
    assert sorted(said.split()[0] for said in shadowing(folder)) == ["autograder.py", "numpy.py", "random.py", "torch.py", "types.py"]  # fmt: skip


def test_a_module_that_is_a_link_stays_where_it_is(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("staff") / "secret.py"
    secret.write_text("answer = 42\n")
    put(folder, hw__py="import a\n")
    (folder / "a.py").symlink_to(secret)
    work = read_folder(folder, "hw", PRISTINE, ["f"])[0]
    assert work.modules == () and "a.py cannot be imported" in work.notes[0] and "link" in work.notes[0]


def test_so_many_modules_and_no_more_are_taken_along(folder: Path) -> None:
    names = [f"m{number:02}" for number in range(MAX_MODULES + 3)]
    put(folder, hw__py="".join(f"import {name}\n" for name in names), **{f"{name}__py": "x = 1\n" for name in names})
    work = read_folder(folder, "hw", PRISTINE, ["f"])[0]
    assert len(work.modules) == MAX_MODULES and "m10.py cannot be imported" in work.notes[0]
    put(folder, m00__py="#" * 200_000)
    assert "100 kB" in read_folder(folder, "hw", PRISTINE, ["f"])[0].notes[0]


def test_a_copy_counts_only_where_it_alone_has_answers(folder: Path) -> None:
    put(folder, hw__ipynb=notebook(STUB))
    (folder / "hw-Copy1.ipynb").write_text(notebook("def f(x):\n    return x"))
    assert read_folder(folder, "hw", PRISTINE, ["f"])[0].path.name == "hw-Copy1.ipynb"
    (folder / "hw-Copy2.ipynb").write_text(notebook("def f(x):\n    return x  # the same"))
    with pytest.raises(BadInput, match=r"more than one file has answers: hw-Copy1.ipynb, hw-Copy2.ipynb; give"):
        read_folder(folder, "hw", PRISTINE, ["f"])
    put(folder, hw__ipynb=notebook("def f(x):\n    return 3"))
    assert read_folder(folder, "hw", PRISTINE, ["f"])[0].path.name == "hw.ipynb"


def test_a_helper_is_not_taken_for_the_work(folder: Path) -> None:
    put(folder, hw__ipynb=notebook(STUB), tools__py="def g(x):\n    return x\n")
    assert read_folder(folder, "hw", PRISTINE, ["f"])[0].path.name == "hw.ipynb"


def test_a_misnamed_pair_is_a_notebook_and_its_twin(folder: Path) -> None:
    put(folder, mine__ipynb=notebook("def f(x):\n    return x"), mine__py="def f(x):\n    return 2 * x\n")
    work, note = read_folder(folder, "hw", PRISTINE, ["f"])
    assert (work.path.name, work.twin[0][0]) == ("mine.ipynb", "mine.py") and "both edited" in note


def test_folders_deep_down_links_and_hidden_ones_are_not_looked_into(folder: Path) -> None:
    for place in (".git", "a/b/c", "__MACOSX"):
        (folder / place).mkdir(parents=True)
        (folder / place / "hw.ipynb").write_text(notebook("def f(x):\n    return x"))
    (folder / "link").symlink_to(folder / "a/b/c")
    os.mkfifo(folder / "pipe.ipynb")
    with pytest.raises(
        BadInput, match=r"neither hw.ipynb nor hw.py is there; there is __MACOSX, a, link .a link., pipe.ipynb"
    ):
        read_folder(folder, "hw", PRISTINE, ["f"])
