"""`make gpu`, the script that holds everything about grading on a card, dry-run on a CPU."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from shared import ROOT


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "gpu.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gpu")
    done = run("--dry", "--out", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dry"


def test_each_step_is_done_and_the_summary_has_a_row_for_it(out: Path) -> None:
    steps = json.loads((out / "summary.json").read_text())["steps"]
    assert {name: step["state"] for name, step in steps.items()} == dict.fromkeys(steps, "done")
    page = (out / "summary.md").read_text()
    assert page.count("| done: ") == len(steps) == 9
    assert "| answers | " in page  # times by part, of the CPU and of the card


def test_what_the_steps_found(out: Path) -> None:
    found = {name: step["found"] for name, step in json.loads((out / "summary.json").read_text())["steps"].items()}
    assert found["walls"]["level"] == "partial"
    assert {"message_queue", "semaphore", "shm", "file_times", "file_attributes"} <= set(found["walls"]["holds"])
    assert found["calls"]["refused"]["outcome"] == "well"
    assert found["hw6_autograd"]["rows"][0]["verdicts"]["card"]["gradient"] == "passed"
    assert found["hw6_autograd"]["surprises"] == found["hw4_loss"]["surprises"] == []
    assert [each["the next one"] for each in found["leftovers"]["scores"].values()] == [100.0, 100.0]


def test_a_second_run_does_only_what_is_left(out: Path) -> None:
    (out / "machine.json").unlink()
    done = run("--dry", "--out", str(out.parent))
    assert done.returncode == 0
    assert [line.split(":")[0] for line in done.stdout.splitlines() if ": done, " in line] == ["machine"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_what_is_missing_is_said_in_one_line(tmp_path: Path) -> None:
    done = run("--out", str(tmp_path))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("make gpu: missing here: a CUDA device")
