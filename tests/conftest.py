"""What tests share: the course in this repository, one warm bench, and the means to plant a submission."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from shared import ROOT, SEED
from xdist.scheduler import LoadFileScheduling

from autograder.core.model import Limits
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.isolation.supervisor import Supervisor
from autograder.judge.ports import RemotePort
from autograder.results.result_json import result_json

#: Fixtures that start workers: a test that uses one is slow.
WORKERS = {"bench", "supervisor", "made"}
PLANTED = "test_planted.py"
#: What Python tells of when a process starts.
STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "subprocess.Popen"}
_started: list[
    str
] = []  # by the test that runs; what a bench of the session starts in threads of its own is not its doing


def _hear(event: str, _: object) -> None:
    if event in STARTS and threading.current_thread() is threading.main_thread():
        _started.append(event)


sys.addaudithook(_hear)

# Each run tries the same examples, so that no run fails for luck; `pytest --hypothesis-seed=N` tries others.
hypothesis.settings.register_profile("same each time", derandomize=True, database=None)
hypothesis.settings.load_profile("same each time")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out, besides what is marked by hand; what takes long begins first, before all else
    planted work: each home run forks this process, which grows."""
    for item in items:
        if in_system(item) or WORKERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    items.sort(
        key=lambda item: (item.path.name != PLANTED, not in_system(item), item.get_closest_marker("slow") is None)
    )


class ByFile(LoadFileScheduling):
    """A file is tested in one process, which makes once what its tests share; planted work, one assignment in one."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return f"{file} {test.partition('[')[2]}" if file.endswith(f"/{PLANTED}") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def in_system(item: pytest.Item) -> bool:
    return item.path.is_relative_to(ROOT / "tests/system")


def pytest_runtest_setup() -> None:
    _started.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that is not marked slow starts no process, so that `make quick` stays quick as tests are added."""
    yield
    assert not _started or item.get_closest_marker("slow"), "this test starts a process: mark it with @pytest.mark.slow"


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """A judge process with everything warm, as a class run has it."""
    bench = Bench(Settings(ROOT, SEED))
    yield bench
    bench.supervisor.close()


@pytest.fixture
def grade(bench: Bench, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Grade a text as a student's work on an assignment: the result as its JSON says it."""

    def grade(text: str, assignment: str = "hw4_loss", suffix: str = ".py", smaller: bool = True) -> dict[str, Any]:
        path = tmp_path / f"{assignment}{suffix}"
        path.write_text(text, encoding="utf-8")
        return result_json(bench.grade(Task("ada", assignment, path), smaller=smaller))

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
