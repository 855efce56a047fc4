"""ARCHITECTURE.md is held to the code: its rooms are the rooms, imports only fall, one technology a room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

import autograder

PACKAGE = ROOT / "autograder"
TECHNOLOGY = {
    "pytest": {"plugin"},
    "torch": {"oracle", "worker"},
    "msgpack": {"wire"},
    "ctypes": {"sandbox"},
    "argparse": {"cli", "release"},
    "subprocess": {"warden", "watch"},
    "multiprocessing": {"pool"},
    "nbgrader": {"release", "gradebook"},
    "sqlalchemy": {"gradebook"},
    "flit_core": {"handout"},
    "rich": {"report", "cli", "verify", "matrix", "replay", "regrade", "items"},
    "jinja2": {"pages"},
    "cryptography": {"seal"},
    "pickle": set(),
}


def floors() -> dict[str, int]:
    """Room -> floor, as ARCHITECTURE.md has it."""
    found = {}
    for floor, rooms in re.findall(r"^\| (\d+) \| (.*?) \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE):
        for room in re.findall(r"`(\w+)`", rooms):
            found[room] = int(floor)
    return found


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imports(path: Path) -> Iterator[str]:
    """Every absolute name that a file imports, late imports too, but for those of types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imports(path) if name.startswith("autograder.")}
    return names - {room(path), "__version__"}


def test_the_rooms_named_are_the_rooms_there_are() -> None:
    assert set(floors()) == {room(path) for path in sources()}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_fall(path: Path) -> None:
    floor = floors()
    assert {other for other in rooms_imported(path) if floor[other] >= floor[room(path)]} == set()


@pytest.mark.parametrize("technology", TECHNOLOGY)
def test_one_technology_a_room(technology: str) -> None:
    users = {room(path) for path in sources() if any(name.split(".")[0] == technology for name in imports(path))}
    assert users <= TECHNOLOGY[technology]


def test_the_worker_imports_nothing_that_knows_a_check() -> None:
    reached, todo = set[str](), ["worker"]
    while todo:
        for path in sources():
            if room(path) == todo[0]:
                new = rooms_imported(path) - reached
                reached |= new
                todo += new
        del todo[0]
    assert reached == {"extent", "sandbox", "stalls", "values", "wire"}


def test_the_face_is_what_it_says() -> None:
    assert sorted(autograder.__all__) == autograder.__all__
    for name in autograder.__all__:
        assert getattr(autograder, name).__doc__


def test_architecture_is_one_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) < 100
