"""The field on which planted attacks are run: bait laid out, one real judge with real workers, and eyes on all around.

    python tests/redteam/field.py [--without namespaces,landlock,seccomp] [ATTACK...]    one JSON line an attack
    python tests/redteam/field.py --table                                                the table of SECURITY.md anew

Each file of `attacks/` begins with what it is: `# kind:`, `# verdict:` (of its question `loss`, one of those named),
`# stopped by:` (the layers each of which alone stops it, beside the process boundary, the wire and the limits, which
stop the others) and, where it earns anything at all, `# earns:`. The docstring says what it does.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from autograder.checks.cases import Cases
from autograder.checks.collect import collect
from autograder.course import submission_file
from autograder.course.course import Course
from autograder.isolation.sandbox import Bait
from autograder.isolation.supervisor import Supervisor, Workers
from autograder.judge.judge import Judge
from autograder.results import pages, terminal
from autograder.results.result_json import result_json
from autograder.results.store import readable_json

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = Path(__file__).parent / "attacks"
ASSIGNMENT = "hw4_loss"
SECURITY = ROOT / "SECURITY.md"
BEGIN, END = "<!-- attacks -->", "<!-- end of attacks -->"
LAYERS = ("namespaces", "landlock", "seccomp")
SECRET_NAME = "REDTEAM_SECRET"
MOST = {"seconds": 25, "seconds of the judge's own": 8, "bytes of a result": 200_000, "MB of the judge's": 300}

#: What every attack finds at the end of its file. What it brings home, if anything, it reports in an exception.
TAIL = '''

BAIT = {bait!r}


class Through(Exception):
    pass


def wire():
    """The descriptor of the channel to the judge: the only socket there is."""
    import os, stat
    return next(fd for fd in range(64) if fd_is(fd, os, stat))


def fd_is(fd, os, stat):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False


def send(*bodies):
    import os, struct
    for body in bodies:
        data = struct.pack(">I", len(body)) + body
        while data:
            data = data[os.write(wire(), data):]


if "loss" not in globals():
    def loss(w, b, X, y):
        got = attack()
        if got:
            raise Through(("got through: %r" % (got,))[:400])
        return 0.0
'''


@dataclass(frozen=True)
class Attack:
    """What the head of an attack's file says of it."""

    name: str
    kind: str
    says: str
    verdicts: tuple[str, ...]
    stopped_by: tuple[str, ...]  # none: stopped without any of `LAYERS`
    earns: bool

    @property
    def text(self) -> str:
        return (ATTACKS / f"{self.name}.py").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Outcome:
    """What came of an attack: the verdict of its question, its score, and each way in which it got through."""

    name: str
    verdict: str
    score: float | None
    through: tuple[str, ...]


def attacks() -> list[Attack]:
    """All of them, by kind and name; a header that says too little is an error."""
    return sorted((_read(path) for path in ATTACKS.glob("*.py")), key=lambda attack: (attack.kind, attack.name))


def _read(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    head = dict(re.findall(r"^# ([\w ]+): (.+)$", text, re.MULTILINE))
    says = re.search(r'^"""(.+?)"""', text, re.MULTILINE | re.DOTALL)
    if not {"kind", "verdict"} <= head.keys() or says is None:
        raise ValueError(f"{path}: its head needs `# kind:`, `# verdict:` and a docstring")
    layers = tuple(head["stopped by"].split(", ")) if "stopped by" in head else ()
    if not set(layers) <= set(LAYERS):
        raise ValueError(f"{path}: stopped by {', '.join(layers)}; there are {', '.join(LAYERS)}")
    return Attack(
        path.stem, head["kind"], says[1].replace("\n", " "), tuple(head["verdict"].split(", ")), layers, "earns" in head
    )


def table() -> str:
    """The attacks by kind, and what stops each, as Markdown."""
    lines = [
        "| attack | what it tries | process, wire, limits | namespaces | Landlock | seccomp |",
        "|---|---|---|---|---|---|",
    ]
    kind = ""
    for attack in attacks():
        if attack.kind != kind:
            kind = attack.kind
            lines.append(f"| **{kind}** | | | | | |")
        stops = ["" if attack.stopped_by else "●", *("●" if layer in attack.stopped_by else "" for layer in LAYERS)]
        lines.append(f"| `{attack.name}` | {attack.says} | {' | '.join(stops)} |")
    return "\n".join(lines)


def write_table() -> None:
    """Put the table of today's suite in the place of the one in SECURITY.md."""
    before, _, rest = SECURITY.read_text(encoding="utf-8").partition(BEGIN)
    SECURITY.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


class Field:
    """One judge under attack. A context manager."""

    def __init__(self, without: Sequence[str] = ()) -> None:
        self._without = frozenset(without)
        self._mark = f"redteam-{secrets.token_hex(8)}"
        self._secret = secrets.token_hex(16)

    def __enter__(self) -> Self:
        course = Course(ROOT)
        assignment = course.assignment(ASSIGNMENT)
        self.limits = replace(assignment.limits, load_seconds=2.0, question_seconds=2.0, memory_mb=256)
        checks = collect(course.folder(ASSIGNMENT), ["test_public.py", "test_hidden.py"], assignment)
        self._judge = Judge(replace(assignment, limits=self.limits), checks, Cases(secrets.randbits(60)))
        with ExitStack() as stack:
            os.environ[SECRET_NAME] = self._secret
            stack.callback(os.environ.pop, SECRET_NAME)
            self._warden = Supervisor("none", self._without)
            stack.callback(self._warden.close)
            self._bait = stack.enter_context(Bait(self.limits.memory_mb << 20))
            self._own = Path(tempfile.mkdtemp(prefix="field-"))
            stack.callback(shutil.rmtree, self._own, ignore_errors=True)
            self._own.chmod(0o777)
            self._mine = self._own / "mine"
            self.level = self._warden.isolation("numpy", self.limits).level
            self._close = stack.pop_all().close
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def run(self, attack: Attack) -> Outcome:
        """Grade it, look around, and grade an honest student after it."""
        self._mine.write_text("mine")
        self._mine.chmod(0o666)
        flavour = "torch" if "torch" in attack.text else "numpy"
        self._warden.isolation(flavour, self.limits)
        zygote = self._zygote(flavour)
        before = _peak()
        result = self._grade(attack.text + TAIL.format(bait=self._told()), flavour)
        cost = {
            "seconds": result["seconds"],
            "seconds of the judge's own": result["timings"]["judge"],
            "bytes of a result": len(json.dumps(result)),
            "MB of the judge's": _peak() - before,
        }
        costly = [f"it cost {cost[what]:.0f} {what}" for what, most in MOST.items() if cost[what] > most]
        through = [*costly, *self._taken(result), *self._left_behind(flavour)]
        if self._zygote(flavour) is not zygote:
            through.append("the zygote died")
        honest = self._grade((ROOT / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.py").read_text(), flavour)
        if honest["score"] != honest["max_score"]:
            through.append(f"the next student got {honest['score']}")
        verdict = next(question["verdict"] for question in result["questions"] if question["id"] == "loss")
        return Outcome(attack.name, verdict, result["score"], tuple(through))

    def _told(self) -> dict[str, Any]:
        return self._bait.message() | {
            "mark": self._mark,
            "mine": str(self._mine),
            "secret_name": SECRET_NAME,
            "root": str(ROOT),
            "course": str(ROOT / "assignments" / ASSIGNMENT),
        }

    def _grade(self, text: str, flavour: str) -> dict[str, Any]:
        work = submission_file.SubmissionFile(Path("hw4_loss.py"), "hw4_loss", (("hw4_loss.py", text),), "")
        result: dict[str, Any] = json.loads(
            readable_json(result_json(self._judge.grade(work, "ada", Workers(self._warden, flavour, self.limits))))
        )
        return result

    def _zygote(self, flavour: str) -> Any:
        return self._warden._zygotes.get(flavour)

    def _taken(self, result: dict[str, Any]) -> Iterator[str]:
        said = json.dumps(result)
        checks = [check for question in result["questions"] for check in question["checks"]]
        yield from (check["message"] for check in checks[:1] if "Through: " in check["message"])
        found = self._bait.taken(result)
        yield from found.values()
        while any("socket" in what for what in self._bait.taken(result).values()):
            pass  # what else was sent
        if any(secret in said for secret in (self._secret, self._mark)):
            yield "a secret is in the result"
        if any(question["verdict"] == "judge_error" for question in result["questions"]):
            yield "the course was blamed"
        page = pages.page(result)
        for check in checks:
            if check["visibility"] != "public" and "told: " in check["message"] and check["message"][:60] in page:
                yield "a hidden check's inputs are on the page"
        console = terminal.console(file=io.StringIO(), record=True, width=100)
        console.print(terminal.class_table([result]))
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", console.export_text() + page):
            yield "control characters in what is shown"

    def _left_behind(self, flavour: str) -> Iterator[str]:
        for folder in ("/tmp", "/var/tmp", "/dev/shm", "/", "/run", self._own, ROOT, str(self._bait.message()["dir"])):
            for path in Path(folder).glob(f"{self._mark}*"):
                yield f"left {path}"
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        if not self._mine.exists() or self._mine.read_text() != "mine":
            yield "a file was changed"
        zygote = self._zygote(flavour)
        for _ in range(100):
            alive = _workers(zygote._process.pid) if zygote else []
            if not alive:
                return
            time.sleep(0.02)
        yield f"processes are left: {alive}"


def _peak() -> int:
    """The most memory, in MB, that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _workers(zygote: int) -> list[int]:
    """The descendants of a zygote that are neither dead nor its own namespaces' first process."""
    parents, names = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            names[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(folder.name)] = int(fields[1])
    first = [pid for pid, parent in parents.items() if parent == zygote and len(_children(parents, zygote)) == 1]
    return [pid for base in [*first, zygote] for pid in _children(parents, base) if pid not in first]


def _children(parents: dict[int, int], of: int) -> list[int]:
    return [pid for pid, parent in parents.items() if parent == of]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", default="")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("attacks", nargs="*")
    arguments = parser.parse_args()
    if arguments.table:
        write_table()
        return
    without = [name for name in arguments.without.split(",") if name]
    chosen = [attack for attack in attacks() if not arguments.attacks or attack.name in arguments.attacks]
    with Field(without) as field:
        print(json.dumps({"level": field.level, "uid": os.getuid()}), flush=True)
        for attack in chosen:
            print(json.dumps(asdict(field.run(attack))), flush=True)


if __name__ == "__main__":
    main()
