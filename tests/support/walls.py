"""A small zygote for tests of the walls: one worker, locked or not, as root or as an ordinary user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
from shared import ROOT

MIB = 1 << 20
MEMORY = 256 * MIB
WORKER_UID, ORDINARY_UID = 60001, 1000
SITE_PACKAGES = str(Path(numpy.__file__).parents[1])
AS_ROOT = os.geteuid() == 0
WHO = ["root", "ordinary user"]

#: PyTorch's work on a CPU: a training step and a decomposition.
HONEST_TORCH = """
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.ReLU(), torch.nn.Linear(30, 1))
x = torch.randn(500, 20, dtype=torch.float32)
for _ in range(3):
    loss = torch.nn.functional.mse_loss(net(x), x[:, :1])
    loss.backward()
torch.linalg.svd(torch.randn(200, 200, dtype=torch.float64))
result = net[0].weight.grad.abs().sum().item() > 0
"""


def python_for_everyone() -> str:
    """This interpreter, or the system's where this one lies in a home that others cannot enter."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-I", "-c", f"import sys; sys.path.insert(0, {SITE_PACKAGES!r}); import numpy"]
        try:
            if subprocess.run(command, capture_output=True, **as_ordinary_user()).returncode == 0:
                return python
        except PermissionError:
            continue
    pytest.skip(f"no Python with NumPy that uid {ORDINARY_UID} can run: {sys.executable} is out of its reach")


def environment_for_everyone(folder: Path, who: dict[str, Any]) -> Path:
    """A Python in `folder` with the packages of this one, made from the first that `who` can run, as keywords of
    subprocess.run say it. Skips the test where there is none."""
    for base in (Path(sys.base_prefix) / "bin/python3", Path("/usr/bin/python3")):
        subprocess.run([base, "-m", "venv", "--without-pip", "--clear", folder], check=True)
        (packages,) = folder.glob("lib/python3.*/site-packages")
        (packages / "course.pth").write_text(f"{SITE_PACKAGES}\n{ROOT}\n")
        python = folder / "bin/python"
        tried = [python, "-I", "-B", "-c", "import autograder.grading.runner"]
        try:
            if subprocess.run(tried, capture_output=True, cwd="/", **who).returncode == 0:
                return python
        except PermissionError:
            continue
    pytest.skip(f"no Python with these packages that uid {who['user']} can run: {ROOT} is out of its reach")


def as_ordinary_user() -> dict[str, Any]:
    return {"user": ORDINARY_UID, "group": ORDINARY_UID, "extra_groups": []} if AS_ROOT else {}


class SmallZygote:
    """Runs one worker of the mini zygote and tells what became of it."""

    def __init__(self, shared: Path, who: str, namespaces: bool) -> None:
        if who == "root" and not AS_ROOT:
            pytest.skip("the tests do not run as root")
        self._shared, self._namespaces = shared, namespaces
        self._uid = WORKER_UID if who == "root" else None
        self._as = {} if who == "root" else as_ordinary_user()
        # In a private root the paths are open to all. Without it, as beside a driver, a worker meets the old ones.
        self._python = sys.executable if who == "root" and namespaces else python_for_everyone()

    def start(
        self,
        work: str,
        *,
        lock: bool = True,
        packages: tuple[str, ...] = ("numpy",),
        cpu_seconds: int = 5,
        bait: dict[str, Any] | None = None,
        gpu: bool = False,
    ) -> subprocess.Popen[str]:
        order = {
            "paths": [str(self._shared), SITE_PACKAGES],
            "namespaces": self._namespaces,
            "lock": lock,
            "uid": self._uid,
            "packages": packages,
            "memory": MEMORY,
            "cpu_seconds": cpu_seconds,
            "bait": bait or {},
            "gpu": gpu,
            "work": work,
        }
        return subprocess.Popen(
            [
                python_for_everyone() if gpu else self._python,
                "-I",
                "-B",
                self._shared / "mini_zygote.py",
                json.dumps(order),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            **self._as,
        )

    def __call__(self, work: str, **how: Any) -> dict[str, Any]:
        with self.start(work, **how) as process:
            out, err = process.communicate(timeout=60)
        assert out, err
        answer: dict[str, Any] = json.loads(out.splitlines()[-1])
        if self._namespaces and not answer["namespaces"][0]:
            pytest.skip(f"this kernel gives no namespaces: {answer['namespaces'][1]}")
        if "landlock" in answer["missing"]:
            pytest.skip(f"this kernel has no Landlock: {answer['missing']['landlock']}")
        return answer
