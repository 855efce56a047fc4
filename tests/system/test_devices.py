"""Where PyTorch work is graded: the device by name, one verdict a device and dtype, and the walls beside a GPU's driver."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from shared import ROOT, SEED

from autograder import cli
from autograder.checks import oracle
from autograder.core.model import BadInput, Limits
from autograder.core.values import Tensor
from autograder.isolation.supervisor import Supervisor, Zygote
from autograder.isolation.worker.calls import Order
from autograder.judge.ports import RemotePort, StudentError

REFERENCE = (ROOT / "solutions/hw6_autograd/hw6_autograd.py").read_text(encoding="utf-8")
SOLUTION = re.sub(r"^.*### (BEGIN|END) SOLUTION.*\n", "", REFERENCE, flags=re.MULTILINE)
LIMITS = Limits(memory_mb=1024)


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(ROOT)
    (tmp_path / "hw6_autograd.py").write_text(SOLUTION, encoding="utf-8")
    return tmp_path / "hw6_autograd.py"


@pytest.fixture(scope="module")
def gpu_zygote() -> Iterator[Zygote]:
    """What a machine with a GPU starts: its walls can be measured on any."""
    with Zygote("cuda") as zygote:
        zygote.wait_until_warm()
        yield zygote


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_auto_takes_what_there_is_and_says_so(lesson: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["grade", str(lesson), "--assignment", "hw6_autograd", "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert cli.main([*arguments, "--device", "auto"]) == 0
    assert "PyTorch on cpu" in capsys.readouterr().out
    with pytest.raises(BadInput, match="no CUDA device here; use --device cpu, or auto"):
        oracle.choose_device("cuda")


def test_one_verdict_for_each_device_and_dtype(lesson: Path, capsys: pytest.CaptureFixture[str]) -> None:
    narrow = SOLUTION.replace("at = x.detach().clone()", "at = x.detach().clone().double()", 1)  # in gradient
    assert narrow != SOLUTION
    lesson.write_text(narrow, encoding="utf-8")
    command = ["matrix", str(lesson), "--assignment", "hw6_autograd", "--seed", str(SEED), "--isolation", "partial"]
    assert cli.main(command) == 1
    rows = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert rows["question"].split()[1:] == ["cpu", "float64", "cpu", "float32", "cuda", "float64", "cuda", "float32"]
    assert rows["gradient"].split()[1:4] == ["passed", "wrong", "dtype"]
    assert rows["train"].split()[1:3] == ["passed", "passed"]


def test_numpy_homework_stays_on_the_cpu() -> None:
    from autograder.course.course import Course

    course = Course(ROOT)
    assert course.assignment("hw4_loss").runs_on("cuda") == "cpu"
    assert course.assignment("hw6_autograd").runs_on("cuda") == "cuda"


def test_beside_a_driver_the_walls_are_lower_and_measured_so(gpu_zygote: Zygote) -> None:
    isolation = gpu_zygote.measure(LIMITS)
    assert isolation.level == "partial"
    assert set(isolation.leaks) <= {"stat_file", "thread", "memory", "memfd", "list_root_or_home", "socket_name"}
    assert "private root" in gpu_zygote.missing


def test_a_gpu_worker_computes_on_the_cpu_too(gpu_zygote: Zygote) -> None:
    worker = gpu_zygote.fork(LIMITS)
    try:
        port = RemotePort(worker.channel)
        text = "def f(x): return x * 2"
        port.load("work", [("work.py", text)], ["f"], "cpu", 10.0)
        answer = port.call(Order("f", (Tensor(np.ones(3, np.float32)),)), 10.0, lambda number, args: None)
    finally:
        worker.end()
    doubled = answer.value
    assert isinstance(doubled, Tensor) and doubled.data.tolist() == [2.0, 2.0, 2.0] and doubled.device == ""


@pytest.mark.parametrize(("flavour", "touches"), [("cuda", False), ("torch", True)])
def test_what_is_forked_to_work_on_a_gpu_never_touched_cuda(flavour: str, touches: bool) -> None:
    """Seen without a card: PyTorch starts CUDA for the first gradient, to count the cards, and for an optimizer's step,
    which asks whether there are any. No fork of a process that did so can use a card."""
    code = f"""
import torch
asked = []
class Engine:
    run_backward = lambda *words, **more: asked.append("gradient") or (torch.ones(3, dtype=torch.float64),)
torch.autograd.Variable._execution_engine = Engine()
torch.backends.cuda.is_built = lambda: True
torch.cuda.is_available = lambda: asked.append("cards") or False
torch.accelerator.current_accelerator = lambda check_available=False: torch.cuda.is_available() or None
from autograder.isolation.worker import zygote
zygote._warm_up({flavour!r})
print(sorted(set(asked)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ("['cards', 'gradient']" if touches else "[]")


def test_after_an_error_the_card_gets_its_memory_back(gpu_zygote: Zygote) -> None:
    """PyTorch keeps what a failed call had for tensors to come; cuBLAS, in the next question, then found none."""
    text = """
import torch
asked = []
torch.cuda.memory.is_initialized = lambda: bool(asked.append("empty_cache"))  # which `empty_cache` asks first
def f(fails):
    if fails: raise RuntimeError("CUDA out of memory")
    return len(asked)
"""
    for device, times in (("cuda", 1), ("cpu", 0)):
        worker = gpu_zygote.fork(LIMITS)
        try:
            port = RemotePort(worker.channel)
            port.load("work", [("work.py", text)], ["f"], device, 10.0)
            with pytest.raises(StudentError):
                port.call(Order("f", (True,)), 10.0, lambda number, args: None)
            assert port.call(Order("f", (False,)), 10.0, lambda number, args: None).value == times
        finally:
            worker.end()


def test_beside_a_driver_no_program_is_started_and_no_socket_opened(gpu_zygote: Zygote) -> None:
    worker = gpu_zygote.fork(LIMITS)
    try:
        port = RemotePort(worker.channel)
        text = (
            "import os, socket\n"
            "def f(what):\n"
            "    return {'exec': lambda: os.execv('/bin/true', ['true']), 'fork': os.fork, 'socket': socket.socket}[what]()"
        )
        port.load("work", [("work.py", text)], ["f"], "cpu", 10.0)
        for what in ("exec", "fork", "socket"):
            with pytest.raises(StudentError, match=r"PermissionError|BlockingIOError"):
                port.call(Order("f", (what,)), 10.0, lambda number, args: None)
    finally:
        worker.end()


def test_torch_has_no_folder_of_its_own_among_temporary_files(gpu_zygote: Zygote) -> None:
    worker = gpu_zygote.fork(LIMITS)
    try:
        port = RemotePort(worker.channel)
        text = (
            "import torch\nfrom torch._inductor.runtime.cache_dir_utils import cache_dir\ndef f(x): return cache_dir()"
        )
        port.load("work", [("work.py", text)], ["f"], "cpu", 10.0)
        # torch makes this folder when it is imported; one that is there already leaves nothing behind.
        assert port.call(Order("f", (1,)), 10.0, lambda number, args: None).value == "/"
    finally:
        worker.end()


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_a_gpu_that_cannot_be_used_grades_nobody() -> None:
    supervisor = Supervisor("partial")
    try:
        with pytest.raises(BadInput, match=r"the GPU cannot be used from an isolated worker: .*; use --device cpu"):
            supervisor.isolation("cuda", LIMITS)
    finally:
        supervisor.close()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device, which this machine has not")
@pytest.mark.parametrize(("change", "score"), [("", 100.0), ("    return product\n", 80.0)])
def test_the_whole_homework_on_a_gpu(lesson: Path, tmp_path: Path, change: str, score: float) -> None:
    import json

    if change:
        lesson.write_text(SOLUTION.replace(change, "    return product.cpu()\n"), encoding="utf-8")
    arguments = ["grade", str(lesson), "--assignment", "hw6_autograd", "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert cli.main([*arguments, "--device", "cuda", "--isolation", "partial"]) == 0
    result = json.loads((tmp_path / "out/hw6_autograd/hw6_autograd.json").read_text())
    assert result["device"] == "cuda" and result["isolation"] == "partial"
    assert result["score"] == score if not change else result["score"] <= score
