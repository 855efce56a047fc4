"""The steps of `make gpu`, each a function that returns what it found; `said` is the sentence for the table.

Each imports the engine itself: `gpu.py` is started where the engine may not be found yet.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from gpu_workers import Place, card_memory, gpu_zygote, in_a_worker, limits, memory_of

Found = dict[str, Any]
SEED = 1789
TORCH_HOMEWORK, NUMPY_HOMEWORK = "hw6_autograd", "hw4_loss"
DEVICES = ("auto", "cuda")


def machine(place: Place) -> Found:
    """Which card, driver, kernel and packages this was seen on."""
    import numpy as np
    import torch

    found: Found = {
        "kernel": platform.release(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "user": os.geteuid(),
        "cores": len(os.sched_getaffinity(0)),
        "card": "none: a dry run",
        "driver": "",
    }
    if not place.dry:
        found["card"] = torch.cuda.get_device_name(0)
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        if shutil.which(query[0]):
            found["driver"] = subprocess.run(query, check=False, capture_output=True, text=True).stdout.strip()
        bare = [sys.executable, "-I", "-c", "import ctypes; ctypes.CDLL('libcuda.so.1')"]
        found["libcuda without an environment"] = not subprocess.run(bare, check=False, env={}).returncode
    found["said"] = f"{found['card']}, driver {found['driver'] or '–'}, PyTorch {found['torch']}, {found['kernel']}"
    return found


def calls(place: Place) -> Found:
    """What the filter refuses of what CUDA (in a dry run: PyTorch on the CPU) does, and what it would do besides."""
    from refused_calls import watch

    work = f"""
import torch
torch.set_num_threads(1)
x = torch.randn(300, 300, device="{place.device}", requires_grad=True)
(x @ x).sum().backward()
torch.linalg.svd(x.detach())
"""
    import torch  # imported before the filter, as a zygote does

    def compute() -> str:
        exec(work, {"torch": torch})
        return "well"

    refused, let_through = watch(compute, lambda name: True, 40.0), watch(compute, lambda name: False, 40.0)
    named = sorted({call.partition("(")[0] for call in [*refused.calls, *let_through.calls]})
    trouble = "" if refused.outcome == "well" else refused.outcome
    needed = [name for name in named if trouble and watch(compute, name.__eq__, 20.0).outcome != "well"]
    return {
        "refused": vars(refused),
        "let through": vars(let_through),
        "trouble": trouble,
        "needed": needed,
        "said": f"{refused.outcome} with {len(refused.calls)} calls refused: {', '.join(refused.calls) or 'none'}"
        + (f"; each of these alone is too much: {', '.join(needed) or 'none'}" if trouble else ""),
    }


def walls(place: Place) -> Found:
    """The canary in a worker beside the driver, and memory; where CUDA does not start there, without which wall it does."""
    from autograder.isolation.supervisor import Zygote

    before = card_memory(place)
    with gpu_zygote() as zygote:
        isolation = zygote.measure(limits())
        start = time.monotonic()
        trouble = "" if place.dry else zygote.try_gpu(limits())
        seconds = round(time.monotonic() - start, 2)
        layers, missing = zygote.layers, zygote.missing
        memory = {} if trouble else memory_of(place, zygote, before)
    starts_without: list[str] = []
    sets = [each for size in (1, 2, 3) for each in itertools.combinations(("seccomp", "landlock", "namespaces"), size)]
    for walls in sets if trouble else ():
        with Zygote("cuda", frozenset(walls)) as zygote:
            zygote.wait_until_warm()
            starts_without += [] if zygote.try_gpu(limits()) else [" and ".join(walls)]
        if starts_without:
            break
    said = f"{isolation.level}; open: {', '.join(isolation.leaks) or 'nothing'}"
    if trouble:
        said += f"; CUDA does not start: {trouble}; it starts without: {', '.join(starts_without) or 'none of them'}"
    elif not place.dry:
        said += f"; CUDA starts in {seconds} s"
    said += "".join(f"; {what} {size:.0f}" for what, size in memory.items())
    return {
        "level": isolation.level,
        "holds": isolation.holds,
        "leaks": isolation.leaks,
        "layers": layers,
        "missing": missing,
        "trouble": trouble,
        "starts without": starts_without,
        "memory": memory,
        "said": said,
    }


def homework(name: str) -> Callable[[Place], Found]:
    """Planted work of one homework, on the card and on the CPU in turn, as much as the time allows."""

    def do(place: Place) -> Found:
        from autograder.course.course import Course
        from autograder.grading.bench import Bench
        from autograder.grading.settings import Settings
        from autograder.grading.verify import surprises
        from autograder.results.result_json import result_json

        ends = time.monotonic() + place.seconds
        benches = {"CPU": Bench(Settings(place.root, SEED, "cpu", "partial", practice=True))}
        benches["card"] = (
            benches["CPU"] if place.dry else Bench(Settings(place.root, SEED, "cuda", "partial", practice=True))
        )
        rows, unlike, surprised = [], [], []
        try:
            for each in _in_turn(Course(place.root), name):
                if time.monotonic() > ends and rows:
                    break
                results = {where: result_json(bench.grade(_task(name, each.path))) for where, bench in benches.items()}
                cells = {where: _verdicts(result) for where, result in results.items()}
                unlike += [f"{each.kind}/{each.name}"] if cells["CPU"] != cells["card"] else []
                said = list(surprises(results["card"], each.expected))
                surprised += [f"{each.kind}/{each.name}: {'; '.join(said)}"] if said else []
                rows.append({"kind": each.kind, "name": each.name, "verdicts": cells, "results": results})
        finally:
            for bench in benches.values():
                bench.supervisor.close()
        results = [row.pop("results") for row in rows]
        parts = {where: _parts([each[where] for each in results]) for where in benches}
        return {
            "rows": rows,
            "surprises": surprised,
            "otherwise than on the CPU": unlike,
            "parts": parts,
            "said": f"{len(rows)} submissions, isolation {results[0]['card']['isolation']}, "
            f"device {results[0]['card']['device']}, {len(surprised)} surprises, "
            f"{len(unlike)} otherwise than on the CPU",
        }

    return do


def auto(place: Place) -> Found:
    """`autograder grade --device auto` and `cuda`, as typed: the device in each result."""
    found: Found = {}
    for name, device in itertools.product((TORCH_HOMEWORK, NUMPY_HOMEWORK), DEVICES[: 1 if place.dry else 2]):
        out = place.out / "auto" / f"{name}-{device}"
        work = [str(place.solution(name)), "--assignment", name, "--out", str(out), "--jobs", "1", "--again"]
        printed = _cli("grade", *work, "--device", device, "--isolation", "partial")
        results = [json.loads(path.read_text()) for path in out.rglob("*.json")]
        told = [f"{each['device']}, score {each['score']}, isolation {each['isolation']}" for each in results]
        found[f"{name} --device {device}"] = told[0] if told else printed[-500:]
    return {**found, "said": "; ".join(f"{command}: {told}" for command, told in found.items())}


def matrix(place: Place) -> Found:
    """`autograder matrix` of one submission that is right in float64 alone."""
    text = place.solution(TORCH_HOMEWORK).read_text(encoding="utf-8")
    narrow = text.replace("at = x.detach().clone()", "at = x.detach().clone().double()", 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{TORCH_HOMEWORK}.py")
        path.write_text(narrow, encoding="utf-8")
        work = [str(path), "--assignment", TORCH_HOMEWORK, "--seed", str(SEED), "--isolation", "partial"]
        printed = _cli("matrix", *work)
    rows = [line.strip() for line in printed.splitlines() if line.startswith(("question", "gradient"))]
    if len(rows) != 2 or narrow == text:
        raise RuntimeError(printed[-1000:])
    return {"table": printed, "said": " / ".join(" ".join(row.split()) for row in rows)}


def home(place: Place) -> Found:
    """`make test DEVICE=cuda` in a released folder."""
    folder, templates = place.out / "home", place.root / "autograder" / "student" / "templates"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lesson = place.solution(TORCH_HOMEWORK)
    released = place.root / "release" / TORCH_HOMEWORK / "release.json"
    files = [lesson.parent / "test_public.py", lesson.parent / "assignment.toml", templates / "pytest.ini"]
    for path in (lesson, released, *files):
        shutil.copy(path, folder)
    # What `homework.py test` runs once all is installed: our Python has everything.
    command = [sys.executable, "-P", "-m", "pytest", "-p", "autograder.student.plugin", "--device", place.device]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    start = time.monotonic()
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, env=environment)
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"exit {done.returncode}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    last = done.stdout.strip().splitlines()[-1]
    return {"output": done.stdout[-3000:], "said": f"{last.strip()}, {time.monotonic() - start:.1f} s with the imports"}


#: Student code, and what is left behind when its worker dies. Each is followed by the solution.
LEAVES = {
    "memory full": """
import torch
kept = []
try:
    while True:
        kept.append(torch.full((1 << 26,), 123456.0, device=DEVICE))
except (RuntimeError, MemoryError):
    pass
""",
    "an error": """
import torch
try:
    torch.zeros(4, device=DEVICE)[torch.tensor([10**6], device=DEVICE)].sum().item()
except (RuntimeError, IndexError):
    pass
""",
}

#: Looks for what the worker before it wrote into the card's memory.
LOOKS = """
import torch
def f(x):
    rows = torch.cuda.mem_get_info()[0] // 4 * 9 // 10 >> 26
    left = torch.empty(rows, 1 << 26, device="cuda")
    return sum(int((row == 123456.0).sum()) for row in left)
"""


def leftovers(place: Place) -> Found:
    """What a submission leaves on the card, and the submission after it."""
    from autograder.grading.bench import Bench
    from autograder.grading.settings import Settings

    bench = Bench(Settings(place.root, SEED, place.device, "partial"))
    solution = place.solution(TORCH_HOMEWORK)
    after: Found = {}
    try:
        for what, code in LEAVES.items():
            path = place.out / f"leaves_{what.replace(' ', '_')}.py"
            text = f"DEVICE = {place.device!r}\n{code}\n"
            path.write_text(text + solution.read_text(encoding="utf-8"), encoding="utf-8")
            first = bench.grade(_task(TORCH_HOMEWORK, path), smaller=False)
            second = bench.grade(_task(TORCH_HOMEWORK, solution), smaller=False)
            after[what] = {"it": float(first.score or 0), "the next one": float(second.score or 0)}
    finally:
        bench.supervisor.close()
    found: Found = {"scores": after}
    told = ", ".join(f"after {what} the next one has {each['the next one']:g}" for what, each in after.items())
    if not place.dry:
        with gpu_zygote() as zygote:
            in_a_worker(zygote, f"DEVICE = 'cuda'\n{LEAVES['memory full']}", "", 30.0)
            found["numbers of the one before"] = in_a_worker(zygote, LOOKS, "f", 60.0)
        told += f"; numbers found in the card's memory of the one before: {found['numbers of the one before']}"
    return {**found, "said": told}


@dataclass(frozen=True)
class Step:
    """What is done, and the seconds it may take of the whole run."""

    do: Callable[[Place], Found]
    seconds: float
    dry_seconds: float = 5.0  # where the step does as much as time allows
    card_only: bool = False


STEPS = {
    "machine": Step(machine, 30),
    "calls": Step(calls, 60),
    "walls": Step(walls, 60),
    TORCH_HOMEWORK: Step(homework(TORCH_HOMEWORK), 150),
    "leftovers": Step(leftovers, 60),
    NUMPY_HOMEWORK: Step(homework(NUMPY_HOMEWORK), 10),
    "auto": Step(auto, 60),
    "matrix": Step(matrix, 40),
    "home": Step(home, 40),
}


def _in_turn(course: Any, name: str) -> Iterator[Any]:
    """Planted work: the solution, then one of each kind in turn; last of all what measures only its own limits."""
    from autograder.core.model import Verdict
    from autograder.grading.verify import planted

    kinds: dict[str, list[Any]] = {}
    for each in planted(course, course.assignment(name)):
        kinds.setdefault(each.kind, []).append(each)
    del kinds["stub"]  # its text is made by `verify`
    in_turn = filter(None, itertools.chain.from_iterable(itertools.zip_longest(*kinds.values())))
    yield from sorted(
        in_turn, key=lambda each: any(Verdict.TIMEOUT in said.verdicts for said in each.expected.values())
    )


def _task(name: str, path: Path) -> Any:
    from autograder.course.submitted import Task

    return Task("gpu", name, path)


def _verdicts(result: Found) -> dict[str, str]:
    """The verdict of each question, and of each check that asks for a dtype."""
    questions = {each["id"]: each["verdict"] for each in result["questions"]}
    checks = {each["id"]: each["verdict"] for question in result["questions"] for each in question["checks"]}
    return questions | {name: verdict for name, verdict in checks.items() if "float" in name}


def _parts(results: list[Found]) -> dict[str, float]:
    return {part: median(each["timings"][part] for each in results) for part in results[0]["timings"]}


def _cli(*words: str) -> str:
    """What the command prints, wide enough for its tables."""
    from autograder.cli import main

    os.environ["COLUMNS"] = "200"
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        main(list(words))
    return said.getvalue()
