"""`make watch` in a released folder: a verdict at each save, and nothing left behind."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shared import ROOT, installed_already, released_copy, without_make

pytestmark = pytest.mark.slow

Page = Callable[[], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return released_copy(tmp_path)


@pytest.fixture
def watching(folder: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Page]]:
    """The command at work, and what it prints until it waits again."""
    environment = without_make(COLUMNS="150", **installed_already(folder, tmp_path / "course"))
    process = subprocess.Popen(
        ["make", "watch"], cwd=folder, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    lines = queue.Queue[str]()
    assert process.stdout
    reader = threading.Thread(target=lambda said: [lines.put(line) for line in said], args=[process.stdout])
    reader.start()

    def page() -> str:
        said = ""
        while "waiting for a save" not in said:
            said += lines.get(timeout=60)
        return said

    yield process, page
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    reader.join()
    process.wait()
    process.stdout.close()


def test_every_save_brings_a_new_verdict(folder: Path, watching: tuple[subprocess.Popen[str], Page]) -> None:
    _, page = watching
    said = page()
    assert "0 of 100 points on the public checks" in said and "warning" not in said
    work = folder / "hw4_loss.py"
    shutil.copyfile(ROOT / "solutions/hw4_loss/hw4_loss.py", work)
    assert "100 of 100 points on the public checks" in page()
    (folder / "new.py").write_text((ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py").read_text())
    (folder / "new.py").replace(work)  # as editors save
    assert "without its ReLU" in page()
    work.write_text("def loss(w, b, X, y:\n")
    assert "SyntaxError" in page()
    shutil.copyfile(ROOT / "solutions/hw4_loss/hw4_loss.py", work)
    assert "100 of 100 points on the public checks" in page()


def test_ctrl_c_ends_it_and_all_that_stood_by(folder: Path, watching: tuple[subprocess.Popen[str], Page]) -> None:
    process, page = watching
    page()
    os.killpg(process.pid, signal.SIGINT)
    process.wait(20)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_what_stands_by_ends_when_the_watch_is_killed(
    folder: Path, watching: tuple[subprocess.Popen[str], Page]
) -> None:
    process, page = watching
    page()
    watches = [pid for pid in _family(process.pid) if b"autograder.student.watch" not in _command(pid)]
    for pid in watches:
        os.kill(pid, signal.SIGKILL)
    for _ in range(200):
        if not _family(process.pid):
            return
        threading.Event().wait(0.1)
    raise AssertionError(f"left behind: {[_command(pid) for pid in _family(process.pid)]}")


def _family(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        state, _, _, of = fields[:4]
        if int(of) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_folder_that_is_no_homework_is_said_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "autograder.cli", "watch"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "release.json" in done.stderr and done.stderr.count("\n") == 1
