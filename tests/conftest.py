"""What tests share: the course in this repository, one warm bench, and the means to plant a submission."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT, SEED

from autograder.core.model import Limits
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.isolation.supervisor import Supervisor
from autograder.judge.ports import RemotePort
from autograder.results.result_json import result_json


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """A judge process with everything warm, as a class run has it."""
    bench = Bench(Settings(ROOT, SEED))
    yield bench
    bench.supervisor.close()


@pytest.fixture
def grade(bench: Bench, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Grade a text as a student's work on an assignment: the result as its JSON says it."""

    def grade(text: str, assignment: str = "hw4_loss", suffix: str = ".py") -> dict[str, Any]:
        path = tmp_path / f"{assignment}{suffix}"
        path.write_text(text, encoding="utf-8")
        return result_json(bench.grade(Task("ada", assignment, path)))

    return grade


@pytest.fixture(scope="session")
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    yield supervisor
    supervisor.close()


@pytest.fixture
def port(supervisor: Supervisor) -> Iterator[Callable[[str], RemotePort]]:
    """A real worker that has loaded a text."""
    workers = []

    def port(text: str, limits: Limits | None = None) -> RemotePort:
        worker = supervisor.fork("numpy", limits or Limits())
        workers.append(worker)
        port = RemotePort(worker.channel)
        port.loaded = port.load("work", [("work.py", text)], ["f", "Net.forward"], "cpu", 5.0)  # type: ignore[attr-defined]
        return port

    yield port
    for worker in workers:
        worker.end()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of hw4 that was released and is known to its gradebook; tests work on copies."""
    from term import HW, Term

    return Term.begun(tmp_path_factory.mktemp("term") / "course", [HW]).root


@pytest.fixture
def term(made: Path, tmp_path: Path) -> Any:
    """A fresh copy of that course, a `Term`."""
    from term import Term

    return Term(Path(shutil.copytree(made, tmp_path / "course")))
