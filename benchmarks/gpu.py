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
import signal
import subprocess
import sys
import sysconfig
import time
import traceback
import venv
from pathlib import Path

import gpu_steps
import gpu_workers

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("torch", "numpy", "msgpack", "pytest", "rich")
SECONDS = 345.0  # of six minutes, with some left to start and to write
GRACE = 20  # seconds that a step may take more than it was given
FINAL = ("done", "skipped for the dry run")  # a step that came to anything else is done again by the next run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="on the CPU, whatever is there")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gpu", metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for everything (default: %(default).0f)")
    parser.add_argument("--only", nargs="+", choices=list(gpu_steps.STEPS), metavar="STEP")
    arguments = parser.parse_args()
    ends = time.monotonic() + arguments.seconds
    out: Path = arguments.out.absolute() / ("dry" if arguments.dry else "card")
    out.mkdir(parents=True, exist_ok=True)
    missing = what_is_missing(arguments.dry)
    if missing:
        print(f"make gpu: missing here: {', '.join(missing)}", file=sys.stderr)
        return 2
    python = python_with_engine(out)
    if python != sys.executable:
        os.execv(python, [python, *sys.argv])
    import torch  # once, for all steps, which are forked; CUDA is left alone, or they could not use it

    torch.set_num_threads(1)
    os.chdir(ROOT)
    for name in arguments.only or gpu_steps.STEPS:
        if not (out / f"{name}.json").is_file():
            run(name, out, arguments.dry, ends - time.monotonic())
            write_summary(out, arguments.dry)
    print((out / "summary.md").read_text(encoding="utf-8"), end="")
    steps = json.loads((out / "summary.json").read_text(encoding="utf-8"))["steps"]
    return 0 if all(each["state"] in FINAL for each in steps.values()) else 1


def what_is_missing(dry: bool) -> list[str]:
    """In words, what of this machine or its Python is not there."""
    missing = [f"the package {name}" for name in NEEDED if importlib.util.find_spec(name) is None]
    if not missing and not dry:
        code = "import torch, sys; sys.exit(not torch.cuda.is_available())"
        if subprocess.run([sys.executable, "-c", code], check=False).returncode:
            missing.append(f"a CUDA device that the PyTorch of {sys.executable} can use")
    return missing


def python_with_engine(out: Path) -> str:
    """A Python whose isolated mode (-I), in which zygotes start, finds the engine and its packages."""
    code = "import autograder.isolation, torch"
    if subprocess.run([sys.executable, "-I", "-c", code], check=False, capture_output=True).returncode == 0:
        return sys.executable
    folder = out / "venv"
    venv.create(folder, with_pip=False, clear=True, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    standard = sysconfig.get_path("stdlib")  # which the new one has too
    lent = [path for path in sys.path if os.path.isdir(path) and ("-packages" in path or not path.startswith(standard))]
    (packages / "engine.pth").write_text("\n".join([str(ROOT), *lent]) + "\n")
    return str(folder / "bin" / "python")


def run(name: str, out: Path, dry: bool, left: float) -> None:
    """Do one step in a process of its own and write what came of it."""
    step, start = gpu_steps.STEPS[name], time.monotonic()
    if dry and step.card_only:
        result: dict[str, object] = {"state": "skipped for the dry run"}
    elif left < 2 * GRACE:
        result = {"state": "no time left"}
    else:
        seconds = min(left - GRACE, step.dry_seconds if dry else step.seconds)
        result = in_a_process(step, gpu_workers.Place(ROOT, out, dry, seconds))
    result["seconds"] = round(time.monotonic() - start, 1)
    final, failed = out / f"{name}.json", out / f"{name}.failed.json"
    failed.unlink(missing_ok=True)
    (final if result["state"] in FINAL else failed).write_text(json.dumps(result, indent=1))
    print(f"{name}: {result['state']}, {result['seconds']} s", flush=True)


def in_a_process(step: gpu_steps.Step, place: gpu_workers.Place) -> dict[str, object]:
    """What the step found, or why it found nothing: an exception, a signal, no end in time."""
    answer = place.out / "answer.json"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if not child:
        try:
            signal.alarm(int(max(place.seconds, step.seconds)) + GRACE)  # which ends this process
            found = step.do(place)
            answer.write_text(json.dumps({"state": "failed" if found.get("trouble") else "done", "found": found}))
        except BaseException:
            answer.write_text(json.dumps({"state": "failed", "why": traceback.format_exc()[-4000:]}))
        finally:
            os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGALRM:
        return {"state": "failed", "why": "no end in time"}
    if not answer.is_file():
        return {"state": "failed", "why": f"its process ended with {code}"}
    said: dict[str, object] = json.loads(answer.read_text())
    return said


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
        said = found["said"] if isinstance(found, dict) else " ".join(str(each.get("why", "")).splitlines()[-1:])
        lines.append(f"| {name} | {each['state']}{': ' * bool(said)}{said.replace('|', '/')} | {each['seconds']} |")
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
