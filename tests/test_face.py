"""The names that authors of checks and students import: whole, typed, and light to load."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from shared import ROOT

import autograder
import autograder.student
import autograder.torch
from autograder.student.handout import build_wheel

OFFERED = {
    "Mistake", "StudentError", "Verdict", "agree", "gate", "grad_of", "hessian_of", "holds", "hvp_of", "intermediates",
    "jacobian_of", "lend", "looking_for", "once", "question", "stand_in", "unchanged", "value_of",
}  # fmt: skip
RIGHT = """from autograder import Mistake, agree, once, question
from autograder.student import check, picture
from autograder.torch import Tensor

@question("f", weight=2, mistakes=[Mistake("half", says="It is half.", answers=lambda right, x: right / 2)])
def test_f(submission: object) -> None:
    "f is right."
    if agree(1.0, 1.0, names=("y",), layout="flat"):
        check("f")

@once
def descent(steps: int, rate: float = 0.1) -> list[float]:
    return [rate] * steps

reveal_type(agree)
reveal_type(descent(3, rate=0.2))"""


MISSPELT = {
    "from autograder import agre": 'has no attribute "agre"',
    "from autograder.student import chek": 'has no attribute "chek"',
    "from autograder.torch import Tensr": 'has no attribute "Tensr"',
    "agree(1, 1, among=())": 'Unexpected keyword argument "among"',
    "agree(1, 1, layout='flatt')": "incompatible type",
    "Mistake('half', 'It is half.')": "Too many positional arguments",
}


@pytest.mark.slow
def test_a_type_checker_knows_the_names_and_finds_what_is_misspelt(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("\n".join([RIGHT, *MISSPELT]))
    options = ["--follow-imports=silent", "--no-site-packages", "--ignore-missing-imports", "--config-file="]
    command = [sys.executable, "-m", "mypy", *options, "work.py"]
    said = subprocess.run(
        command, cwd=tmp_path, env={"MYPYPATH": str(ROOT)}, capture_output=True, text=True
    ).stdout.splitlines()
    assert any('Revealed type is "def (got: Any, expected: Any, *, names:' in line for line in said), said
    assert any('Revealed type is "list[float]"' in line.replace("builtins.", "") for line in said), said
    errors = {int(line.split(":")[1]): line for line in said if ": error: " in line}
    first = len(RIGHT.splitlines()) + 1
    assert set(errors) == set(range(first, first + len(MISSPELT))), said
    for number, sentence in enumerate(MISSPELT.values(), first):
        assert sentence in errors[number]


@pytest.mark.parametrize("package", [autograder, autograder.student])
def test_what_a_type_checker_reads_is_what_python_finds(package: object) -> None:
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {f"{node.module}.{alias.name}" for node in block.body for alias in node.names}  # type: ignore[attr-defined]
    homes = {name: getattr(package, name).__module__ for name in package.__all__}  # type: ignore[attr-defined]
    assert {f"{module}.{name}" for name, module in homes.items()} == typed


def test_the_face_is_what_it_says() -> None:
    assert autograder.__all__ == sorted(OFFERED)
    assert set(dir(autograder)) >= OFFERED
    assert all(getattr(autograder, name).__doc__ for name in autograder.__all__)
    assert autograder.student.__all__ == ["check", "experiment", "picture", "predict"]
    assert autograder.torch.__all__ == ["Tensor", "torch"]
    with pytest.raises(ImportError, match="cannot import name 'agre' from 'autograder'"):
        exec("from autograder import agre", {})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "absent"),
    [
        ("import autograder.isolation.worker.zygote", {"torch", "pytest", "rich", "autograder.checks"}),
        ("import autograder.student.plugin", {"torch", "autograder.student.notebook", "autograder.student.local"}),
        ("from autograder import agree, question", {"torch", "pytest", "autograder.isolation"}),
        ("from autograder.torch import Tensor", {"torch", "autograder.checks"}),
    ],
)
@pytest.mark.slow
def test_importing_costs_what_is_used_and_no_more(line: str, absent: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{line}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert absent & set(done.stdout.split()) == set()


def test_the_wheel_says_that_it_is_typed(tmp_path: Path) -> None:
    assert "autograder/py.typed" in zipfile.ZipFile(build_wheel(tmp_path)).namelist()
