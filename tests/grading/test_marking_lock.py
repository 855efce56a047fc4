"""Two markers at once are told of each other; a marker that died holds nobody up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.core.model import BadInput
from autograder.grading.marking_lock import marking

HOLD = """
import os, pathlib, sys
from autograder.grading.marking_lock import marking
with marking(pathlib.Path(sys.argv[1]), ["hw4_loss", "hw5_backprop"]):
    child = os.fork()
    if child == 0:
        os.execvp("sleep", ["sleep", "60"])
    print(child, flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


@pytest.mark.slow
def test_a_second_marker_is_told_who_marks_what_since_when(tmp_path: Path) -> None:
    process, child = holder(tmp_path)
    try:
        with pytest.raises(BadInput) as caught, marking(tmp_path, ["hw4_loss"]):
            pass
        said = str(caught.value)
        assert "hw4_loss is being marked into" in said and f"process {process.pid}" in said and "since 20" in said
        with marking(tmp_path, ["hw1_numerical"]):
            pass
    finally:
        process.kill()
        with process:  # waits for it, and closes its pipes
            pass
    with marking(tmp_path, ["hw4_loss"]):  # though a child of the killed process still runs
        assert subprocess.run(["kill", str(child)]).returncode == 0
    assert list(tmp_path.iterdir()) == [tmp_path / ".hw5_backprop.lock"]


def test_what_a_killed_marker_left_is_taken_over_and_goes_with_the_next_one(tmp_path: Path) -> None:
    (tmp_path / ".hw4_loss.lock").write_text('{"user": "ben", "host": "x", "process": "1", "since": "2026"}')
    with marking(tmp_path, ["hw4_loss"]):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_lock_s_place_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    (tmp_path / ".hw4_loss.lock").symlink_to(tmp_path / "precious")
    with marking(tmp_path, ["hw4_loss"]):
        pass
    assert (tmp_path / "precious").read_text() == "x"
