"""Workers to try the walls with: each kind of user, with namespaces and without."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from shared import ROOT
from walls import AS_ROOT, WHO, SmallZygote


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    """A copy of the room where every user can read it, which is not true of the repository."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
    folder.chmod(0o755)
    shutil.copytree(
        ROOT / "autograder/isolation/sandbox",
        folder / "autograder/isolation/sandbox",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "tests/support/mini_zygote.py", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["namespaces", "no namespaces"])
def namespaces(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def zygote(shared: Path, who: str, namespaces: bool) -> SmallZygote:
    return SmallZygote(shared, who, namespaces)


@pytest.fixture
def plain(shared: Path) -> SmallZygote:
    """As the tests' own user, with whatever namespaces there are."""
    return SmallZygote(shared, "root" if AS_ROOT else "ordinary user", namespaces=False)
