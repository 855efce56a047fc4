"""What of a hidden check lies in a worker's memory: the inputs of the call under way, and nothing else.

The memory of real workers is searched from outside, while a class is graded, for whatever only staff have: the words of
the hidden checks, the lines of the solution, the values that are expected, and where results go.
"""

from __future__ import annotations

import ast
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shared import ROOT

from autograder.checks.check_run import CheckRun
from autograder.course.submitted import Task
from autograder.grading.bench import Bench

HW = "hw4_loss"
FOLDER = ROOT / "assignments" / HW
OWN = "a mark of the student's own, to see that the search sees: %d"
QUICK = (FOLDER / "submissions/wrong/no_mask.py").read_text()
SLOW = QUICK + (
    f"\nimport time\nmark = {OWN!r} % 3\n_d_loss = d_loss\n"
    "def d_loss(w, b, X, y):\n    time.sleep(0.15)\n    return _d_loss(w, b, X, y)\n"
)


def secrets() -> dict[str, bytes]:
    """What only staff have, by what it is. Words that students read too are not in it."""
    public = "\n".join((FOLDER / name).read_text() for name in ("test_public.py", "assignment.toml"))
    lesson = (FOLDER / f"{HW}.py").read_text()
    solution = "\n".join(re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", lesson, re.DOTALL))
    hidden = ast.parse((FOLDER / "test_hidden.py").read_text())
    functions = [node for node in hidden.body if isinstance(node, ast.FunctionDef)]
    words = [text for node in functions for text in (node.name, ast.get_docstring(node) or "")]
    words += [line.strip() for line in solution.splitlines() if len(line.strip()) > 25]
    planted = [text for path in (FOLDER / "submissions").rglob("*.py") for text in [path.read_text()]]
    rare = [
        text for text in words if len(text) > 12 and text not in public and not any(text in each for each in planted)
    ]
    return {text: text.encode() for text in rare} | {"a path of the course": f"assignments/{HW}/test_hidden".encode()}


def workers() -> Iterator[int]:
    """The processes that the zygotes of this process have forked."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    mine = {pid for pid, parent in parents.items() if parent == os.getpid()}
    for pid, parent in parents.items():
        grand = parents.get(parent, 0)
        if grand in mine or parent in mine:  # the zygote may be a child of the process that entered its namespaces
            yield pid


def memory(pid: int) -> bytes:
    """What a process has in its own writable memory; nothing of one that has ended."""
    found = bytearray()
    try:
        with (
            open(f"/proc/{pid}/maps", encoding="ascii", errors="replace") as maps,
            open(f"/proc/{pid}/mem", "rb") as mem,
        ):
            for line in maps:
                place, rights, *rest = line.split()
                if rights.startswith("rw") and "[vvar]" not in rest:
                    begin, end = (int(part, 16) for part in place.split("-"))
                    try:
                        mem.seek(begin)
                        found += mem.read(min(end - begin, 64 << 20))
                    except (OSError, ValueError):
                        continue  # a page that cannot be read
    except (FileNotFoundError, ProcessLookupError):
        return b""
    return bytes(found)


def expected_values(bench: Bench, path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The bytes of what was expected where the work's own answer was another."""
    found: dict[str, bytes] = {}
    compare = CheckRun.compare

    def noted(self: CheckRun, got: Any, expected: Any, *rest: Any) -> bool:
        agreed = compare(self, got, expected, *rest)
        for part in expected if isinstance(expected, tuple) else (expected,):
            if not agreed and isinstance(part, np.ndarray) and part.size > 1 and np.all(part != np.round(part)):
                found[f"an expected {part.shape}: {part.ravel()[:2]}"] = part.tobytes()
        return agreed

    with monkeypatch.context() as patch:
        patch.setattr(CheckRun, "compare", noted)
        bench.grade(Task("ada", HW, path), smaller=False)
    return found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read the memory of workers, which have users of their own")
def test_a_worker_holds_nothing_of_a_hidden_check_but_the_inputs_of_the_call_under_way(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = secrets()
    path = tmp_path / f"{HW}.py"
    path.write_text(QUICK)
    values = expected_values(bench, path, monkeypatch)
    assert len(wanted) > 6 and len(values) > 3
    wanted |= values
    path.write_text(SLOW)
    looks: list[dict[str, int]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            for pid in workers():
                held = memory(pid)
                if (OWN % 3).encode() in held:
                    looks.append({what: held.count(secret) for what, secret in wanted.items() if secret in held})
            time.sleep(0.02)

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for student in ("ada", "ben"):
            bench.grade(Task(student, HW, path))
    finally:
        done.set()
        thread.join()
    assert len(looks) >= 3  # the search sees what is there: the student's own mark
    assert [look for look in looks if look] == []
