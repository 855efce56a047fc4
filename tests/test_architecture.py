"""ARCHITECTURE.md is held to the code: its packages are the packages, imports only fall, one technology a room."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest
from shared import ROOT

PACKAGE = ROOT / "autograder"
#: Third-party and risky modules -> the only packages, or files of one, that may import them.
TECHNOLOGY = {
    "pytest": {"checks/collect", "student/plugin"},
    "torch": {"checks/autograd", "checks/torch_names", "isolation/worker"},
    "msgpack": {"isolation/wire"},
    "ctypes": {"isolation/sandbox"},
    "argparse": {"cli"},
    "subprocess": {"isolation/supervisor", "student/watch", "student/templates", "hosts/collecting/git"},
    "urllib.request": {"hosts/api"},
    "multiprocessing": {"grading/pool"},
    "nbgrader": {"gradebook", "student/release"},
    "sqlalchemy": {"gradebook"},
    "jupyter_server": {"gradebook/reading_server"},
    "tornado": {"gradebook/reading_server"},
    "flit_core": {"student/handout"},
    "rich": {"cli", "results/terminal"},
    "latex2mathml": {"results/formulas"},
    "markdown_it": {"results/written"},
    "mdit_py_plugins": {"results/written"},
    "jinja2": {"gradebook", "results"},
    "cryptography": {"results/signature"},
    "pickle": set(),
}
#: The security line: what may lie in the memory of the process that runs student code.
WORKER_MAY_IMPORT = {"core/values", "isolation/wire", "isolation/sandbox", "isolation/worker"}


def floors() -> dict[str, int]:
    """Package -> floor, as ARCHITECTURE.md has it."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return {name: int(floor) for floor, name in re.findall(r"^\| (\d+) \| `(\w+)/` \|", text, re.MULTILINE)}


def place(path: Path) -> str:
    """A file as TECHNOLOGY names it: package/module, without a suffix."""
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def package(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


@functools.cache
def imports(path: Path) -> frozenset[str]:
    """Every absolute name that a file imports, late imports too, but for those of types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def ours_imported(path: Path) -> set[str]:
    """The places of ours that a file imports, as `package/module`."""
    names = (name.removeprefix("autograder.") for name in imports(path) if name.startswith("autograder."))
    found = set()
    for name in names:
        parts = name.split(".")
        while parts and not (
            (PACKAGE.joinpath(*parts)).is_dir() or PACKAGE.joinpath(*parts).with_suffix(".py").is_file()
        ):
            parts.pop()
        if parts:
            found.add("/".join(parts))
    return found


def test_the_packages_named_are_the_packages_there_are() -> None:
    assert set(floors()) == {package(path) for path in sources()}


@pytest.mark.parametrize("path", sources(), ids=place)
def test_imports_only_fall(path: Path) -> None:
    floor = floors()
    others = {name.split("/")[0] for name in ours_imported(path)} - {package(path)}
    assert {other for other in others if floor[other] >= floor[package(path)]} == set()


def test_no_package_goes_in_a_circle() -> None:
    """Not even inside a package: the files of each can be read in an order in which every name is known already."""
    below = {place(path).removesuffix("/__init__"): ours_imported(path) for path in sources()}
    left = dict(below)
    while left:
        free = {name for name, needs in left.items() if not (needs - {name}) & left.keys()}
        assert free, f"these import each other: {sorted(left)}"
        left = {name: needs for name, needs in left.items() if name not in free}


@pytest.mark.parametrize("technology", TECHNOLOGY)
def test_one_technology_a_room(technology: str) -> None:
    users = {
        place(path) for path in sources() if any(f"{name}.".startswith(f"{technology}.") for name in imports(path))
    }
    assert {
        user for user in users if not any(f"{user}/".startswith(f"{room}/") for room in TECHNOLOGY[technology])
    } == set()


@pytest.mark.parametrize("path", [path for path in sources() if place(path).startswith("isolation/worker")], ids=place)
def test_the_worker_imports_values_the_wire_and_the_walls_alone(path: Path) -> None:
    found = {
        name for name in ours_imported(path) if not any(f"{name}/".startswith(f"{ok}/") for ok in WORKER_MAY_IMPORT)
    }
    assert found == set()


def test_isolation_knows_no_question_and_no_point() -> None:
    used = set().union(*(ours_imported(path) for path in sources() if package(path) == "isolation"))
    assert {name.split("/")[0] for name in used} <= {"core", "isolation"}


def test_no_package_is_more_than_a_third_of_the_whole() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    for name in floors():
        assert 3 * sum(count for path, count in lines.items() if package(path) == name) <= sum(lines.values()), name


def test_architecture_is_one_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) < 100
