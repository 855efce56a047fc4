"""`make gpu`: everything about grading on a card, seen on a card, in six minutes at most; `make gpu DRY=1` on a CPU.

Each step is a process of its own and leaves its result in OUT as soon as it is done, so that a second run goes on where
the first one stopped. `summary.json` and `summary.md` are written after every step. Nothing is fetched: where the engine
is not installed, a virtual environment in OUT lends it this folder and the packages of the Python that runs this.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import site
import subprocess
import sys
import time
import venv
from pathlib import Path

import gpu_steps

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("torch", "numpy", "msgpack", "pytest", "rich")
SECONDS = 345.0  # of six minutes, with some left to start and to write


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="on the CPU, whatever is there")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gpu", metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for everything (default: %(default).0f)")
    parser.add_argument("--only", nargs="+", choices=list(gpu_steps.STEPS), metavar="STEP")
    parser.add_argument("--step", help=argparse.SUPPRESS)  # this process is to do one
    arguments = parser.parse_args()
    if arguments.step:
        found = gpu_steps.STEPS[arguments.step].do(
            gpu_steps.Place(ROOT, arguments.out, arguments.dry, arguments.seconds)
        )
        print(json.dumps(found))
        return 0
    ends = time.monotonic() + arguments.seconds
    out: Path = arguments.out.absolute() / ("dry" if arguments.dry else "card")
    out.mkdir(parents=True, exist_ok=True)
    missing = what_is_missing(arguments.dry)
    if missing:
        print(f"make gpu: missing here: {', '.join(missing)}", file=sys.stderr)
        return 2
    python = python_with_engine(out)
    for name in arguments.only or gpu_steps.STEPS:
        if not (out / f"{name}.json").is_file():
            run(name, python, out, arguments.dry, ends - time.monotonic())
            write_summary(out, arguments.dry)
    print((out / "summary.md").read_text(encoding="utf-8"), end="")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return 0 if all(each["state"] in ("done", "skipped for the dry run") for each in summary["steps"].values()) else 1


def what_is_missing(dry: bool) -> list[str]:
    """In words, what of this machine or its Python is not there."""
    missing = [f"the package {name}" for name in NEEDED if importlib.util.find_spec(name) is None]
    missing += [] if shutil.which("make") else ["make"]
    if not missing and not dry:
        import torch

        missing += [] if torch.cuda.is_available() else [f"a CUDA device that PyTorch {torch.__version__} can use"]
    return missing


def python_with_engine(out: Path) -> str:
    """A Python whose isolated mode (-I), in which zygotes start, finds the engine and its packages."""
    if subprocess.run([sys.executable, "-I", "-c", "import autograder.isolation"], capture_output=True).returncode == 0:
        return sys.executable
    folder = out / "venv"
    venv.create(folder, with_pip=False, clear=True, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    lines = [str(ROOT), *site.getsitepackages(), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    (packages / "engine.pth").write_text("\n".join(lines) + "\n")
    return str(folder / "bin" / "python")


def run(name: str, python: str, out: Path, dry: bool, left: float) -> None:
    """Do one step in a process of its own and write what came of it; one that fails is done again by the next run."""
    step, start = gpu_steps.STEPS[name], time.monotonic()
    result: dict[str, object] = {"state": "no time left"}
    if dry and step.card_only:
        result = {"state": "skipped for the dry run"}
    elif left > 5:
        seconds = min(left, step.seconds)
        command = [python, __file__, "--step", name, "--out", str(out), "--seconds", str(seconds), *["--dry"] * dry]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 20, cwd=ROOT)
            if done.returncode == 0:
                result = {"state": "done", "found": json.loads(done.stdout.splitlines()[-1])}
            else:
                result = {"state": "failed", "why": done.stderr.strip()[-3000:]}
        except subprocess.TimeoutExpired:
            result = {"state": "failed", "why": f"no end within {seconds + 20:.0f} s"}
    result["seconds"] = round(time.monotonic() - start, 1)
    final = result["state"] in ("done", "skipped for the dry run")
    (out / (f"{name}.json" if final else f"{name}.failed.json")).write_text(json.dumps(result, indent=1))
    if final:
        (out / f"{name}.failed.json").unlink(missing_ok=True)
    print(f"{name}: {result['state']}, {result['seconds']} s", flush=True)


def write_summary(out: Path, dry: bool) -> None:
    """Everything found so far, as JSON and as a page."""
    steps = {}
    for name in gpu_steps.STEPS:
        for path in (out / f"{name}.json", out / f"{name}.failed.json"):
            if name not in steps and path.is_file():
                steps[name] = json.loads(path.read_text())
    (out / "summary.json").write_text(json.dumps({"dry": dry, "steps": steps}, indent=1))
    (out / "summary.md").write_text("\n".join(page(steps, dry)) + "\n", encoding="utf-8")


def page(steps: dict[str, dict[str, object]], dry: bool) -> list[str]:
    """The summary's lines: one row a step, then the times of each homework by part."""
    lines = [f"Grading on a card{', dry run on a CPU' if dry else ''}", "", "| step | came to | s |", "|---|---|---|"]
    for name, each in steps.items():
        found = each.get("found")
        said = found["said"] if isinstance(found, dict) else str(each.get("why", "")).splitlines()[-1:]
        lines.append(f"| {name} | {each['state']}: {said or ''} | {each['seconds']} |".replace(": |", " |"))
    for name, each in steps.items():
        found = each.get("found")
        if isinstance(found, dict) and "parts" in found:
            parts = found["parts"]
            devices = list(parts)
            lines += ["", f"Median milliseconds of one submission, {name}:", ""]
            lines += [f"| part | {' | '.join(devices)} |", "|---|" + "---|" * len(devices)]
            for part in parts[devices[0]]:
                lines.append(f"| {part} | " + " | ".join(f"{1000 * parts[d][part]:.1f}" for d in devices) + " |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
