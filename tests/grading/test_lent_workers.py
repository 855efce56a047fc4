"""Any executor may judge: the marks are those of one judge, nobody is lost in silence, and the executor stays open."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import warnings
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shared import ROOT, SEED

from autograder.core.model import BadInput
from autograder.course.submitted import Task
from autograder.grading import runner
from autograder.grading.settings import Settings
from autograder.results import signature, store

pytestmark = pytest.mark.slow

PLANTED = ROOT / "assignments/hw4_loss/submissions"
SETTINGS = Settings(ROOT, SEED)
WAITS = "one submission at a time is judged in a process"


class Inline(Executor):
    """Runs each call at once, or raises instead."""

    def __init__(self, failure: BaseException | None = None, at: int = 0) -> None:
        self.failure, self.at, self.calls, self.closed = failure, at, 0, False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        if self.failure is not None and self.calls > self.at:
            if isinstance(self.failure, KeyboardInterrupt):
                raise self.failure
            future.set_exception(self.failure)
        else:
            future.set_result(function(*args, **kwargs))
        return future

    def shutdown(self, wait: bool = True) -> None:  # type: ignore[override]  # knows no cancel_futures
        self.closed = True


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> list[Task]:
    """Right and wrong work in turn, of eight students."""
    folder = tmp_path_factory.mktemp("work")
    found = []
    for number in range(8):
        path = folder / f"s{number}.py"
        shutil.copy(PLANTED / ("wrong/no_mask.py" if number % 2 else "accepted/loops.py"), path)
        found.append(Task(path.stem, "hw4_loss", path))
    return found


@pytest.fixture(scope="module")
def marks(tasks: list[Task], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one judge gives."""
    return scores(runner.run(tasks, SETTINGS, tmp_path_factory.mktemp("out"), 1))


def scores(rows: Any) -> dict[str, Any]:
    return {row["student"]: row.get("score", row.get("problem")) for row in rows}


def graded(tasks: list[Task], out: Path, executor: Executor) -> dict[str, Any]:
    return scores(runner.run(tasks, SETTINGS, out, 1, executor))


def test_threads_wait_for_each_other_which_is_said_once(
    tasks: list[Task], marks: dict[str, Any], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(4) as threads:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            assert graded(tasks * 1, tmp_path, threads) == marks
        assert [WAITS in str(each.message) for each in said] == [True]
        assert threads.submit(int, "1").result() == 1
    written = {path.parent.name: store.read(path)["score"] for path in store.paths(tmp_path)}
    assert written == marks


def test_spawned_processes_give_the_same_marks(tasks: list[Task], marks: dict[str, Any], tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
        assert graded(tasks, tmp_path, processes) == marks
        assert processes.submit(int, "1").result() == 1


def test_an_executor_of_one_s_own_gives_the_same_marks(
    tasks: list[Task], marks: dict[str, Any], tmp_path: Path
) -> None:
    mine = Inline()
    assert graded(tasks, tmp_path, mine) == marks and mine.calls == len(tasks) and not mine.closed


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (OSError("no route to the cluster"), "its worker failed, OSError: no route to the cluster; grade it again"),
        (SystemExit(3), "its worker failed, SystemExit: 3; grade it again"),
        (BrokenProcessPool("it died"), "the worker that had this was lost (BrokenProcessPool: it died); the same"),
    ],
)
def test_what_an_executor_raises_is_a_row_of_those_it_met(
    tasks: list[Task], marks: dict[str, Any], tmp_path: Path, failure: BaseException, sentence: str
) -> None:
    mine = Inline(failure, at=6)
    found = graded(tasks, tmp_path, mine)
    assert [found[f"s{number}"] for number in range(6)] == [marks[f"s{number}"] for number in range(6)]
    assert all(found[who].startswith(sentence) for who in ("s6", "s7")) and not mine.closed
    lost = store.read(tmp_path / "s7/hw4_loss.json")
    assert lost["score"] is None and "problem" in lost and lost["problem"].startswith(sentence)


def _die(*_: Any) -> None:
    os._exit(9)


def test_a_worker_that_dies_costs_a_row_each_and_no_traceback(tasks: list[Task], tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        processes.submit(_die).exception()
        found = graded(tasks, tmp_path, processes)
    assert len(found) == 8 and all(str(said).startswith("the worker that had this was lost") for said in found.values())


def test_ctrl_c_goes_through_and_leaves_the_executor_open(tasks: list[Task], tmp_path: Path) -> None:
    mine = Inline(KeyboardInterrupt(), at=3)
    with pytest.raises(KeyboardInterrupt):
        graded(tasks, tmp_path, mine)
    assert len(store.paths(tmp_path)) == 3 and not mine.closed


def test_workers_that_cannot_sign_are_an_error(
    tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Ed25519PrivateKey.generate()
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(key.private_bytes(*pem))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        processes.submit(int, "1").result()  # it starts without the key
        monkeypatch.setenv(signature.VARIABLE, str(tmp_path / "key.pem"))
        with pytest.raises(BadInput, match="workers have no key or another one: set AUTOGRADER_SIGNING_KEY"):
            graded(tasks, tmp_path / "out", processes)
        assert processes.submit(int, "1").result() == 1
