"""What can go wrong with a machine: processes killed at any moment, no room, no memory, clocks that jump.

No finished result is lost, none is half-written, no mark is wrong, the same command goes on, and nothing is left behind.
KILLS is the number of random kills (`make faults` takes 50), SEED where they begin.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT

from autograder.core.files import write_whole
from autograder.core.model import BadInput, Limits
from autograder.course.submitted import Task, Work
from autograder.grading import bench as bench_module
from autograder.grading import runner
from autograder.grading.bench import Bench
from autograder.grading.pool import run_all
from autograder.grading.settings import Settings
from autograder.isolation import sandbox, stalls, supervisor
from autograder.isolation.supervisor import Supervisor
from autograder.judge.judge import Judge
from autograder.results.result_json import result_json

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py").read_text()
KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("SEED", "0"))


def tree_of(folder: Path, count: int, text: str) -> Path:
    for number in range(count):
        place = folder / "submitted" / f"s{number:03d}" / "hw4_loss"
        place.mkdir(parents=True)
        (place / "hw4_loss.py").write_text(text)
    return folder / "submitted"


def command(tree: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "autograder.cli", "grade", str(tree), "--out", str(out), "--seed", "3", *more]


class Family:
    """The processes that descend from one, by what they are."""

    def __init__(self, pid: int, depth: int = 0) -> None:
        parents: dict[int, list[int]] = {}
        self.started: dict[int, str] = {}
        lines: dict[int, bytes] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                lines[int(folder.name)] = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
            self.started[int(folder.name)] = fields[19]
        self.judge: list[int] = [pid]
        self.zygote: list[int] = []
        self.worker: list[int] = []
        self._sort(pid, parents, lines, depth)

    def _sort(self, pid: int, parents: dict[int, list[int]], lines: dict[int, bytes], depth: int) -> None:
        for child in parents.get(pid, []):
            below = depth + 1 if b"autograder.isolation.worker.zygote" in lines[child] else 0
            (self.judge if below == 0 else self.zygote if below <= 2 else self.worker).append(child)
            self._sort(child, parents, lines, below)

    def alive(self) -> list[int]:
        now = Family(0)
        mine = [*self.judge, *self.zygote, *self.worker]
        return [pid for pid in mine if now.started.get(pid) == self.started.get(pid) and not _zombie(pid)]


def _zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.02)
    return condition()


def marks(out: Path) -> dict[str, Any]:
    """Every mark that is there: student -> score. Work that could not be judged has a result that says why."""
    found = {path.parent.name: json.loads(path.read_text()) for path in out.rglob("hw4_loss.json")}
    assert all(result["score"] is not None or result["problem"] for result in found.values())
    return {who: result["score"] for who, result in found.items() if result["score"] is not None}


def test_whatever_is_killed_at_whatever_moment_costs_nothing(tmp_path: Path) -> None:
    """The run, its judges, their zygotes and workers are killed in turn, until the kills are used up; then it is left alone."""
    dice = random.Random(SEED)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    out, count = tmp_path / "out", 30
    tree = tree_of(tmp_path, count, f"import time\ntime.sleep(0.1)\n{RIGHT}")
    environment = {**os.environ, "TMPDIR": str(scratch)}
    families: list[Family] = []
    before: dict[str, str] = {}
    killed: dict[str, int] = {"judge": 0, "zygote": 0, "worker": 0}
    while sum(killed.values()) < KILLS:
        process = subprocess.Popen(
            command(tree, out, "--jobs", "2"), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        while process.poll() is None and sum(killed.values()) < KILLS:
            time.sleep(dice.uniform(0.01, 1.0))
            family = Family(process.pid)
            kind = dice.choice(list(killed))
            victims = getattr(family, kind)
            if victims and process.poll() is None:
                families.append(family)
                victim = dice.choice(victims) if dice.random() < 0.8 else process.pid
                os.kill(victim, signal.SIGKILL) if victim in family.alive() else None
                killed[kind] += 1
            found = marks(out)
            assert set(found.values()) <= {100.0}, found
            assert all((out / who / "hw4_loss.json").read_text() == text for who, text in before.items())
        if sum(killed.values()) >= KILLS:
            process.kill()
        process.wait()
        before = {who: (out / who / "hw4_loss.json").read_text() for who in marks(out)}
        if len(before) == count:
            for who in dice.sample(sorted(before), count // 2):
                (out / who / "hw4_loss.json").unlink()
                del before[who]
        assert until(lambda: not [pid for family in families for pid in family.alive()])
    done = subprocess.run(command(tree, out, "--jobs", "2"), cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert marks(out) == {f"s{number:03d}": 100.0 for number in range(count)}
    assert {who: (out / who / "hw4_loss.json").read_text() for who in before} == before
    assert f"{len(before)} were already" in done.stdout or not before
    assert list(scratch.rglob("*")) == [] and not list(out.rglob("*.part"))
    assert not [
        path for path in Path("/dev/shm").iterdir() if any(f"-{pid}-" in path.name for f in families for pid in f.judge)
    ]


@pytest.fixture
def grade(tmp_path: Path) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Grade a text on a bench of this test's own."""
    bench = Bench(Settings(ROOT, 5))

    def grade(text: str) -> dict[str, Any]:
        path = tmp_path / "hw4_loss.py"
        path.write_text(text)
        return result_json(bench.grade(Task("ada", "hw4_loss", path)))

    grade.bench = bench  # type: ignore[attr-defined]
    yield grade
    bench.supervisor.close()


def test_a_worker_killed_from_outside_costs_no_mark(grade: Any) -> None:
    """As the kernel does where the machine has no memory left."""
    dice = random.Random(SEED)
    fork, kills = grade.bench.supervisor.fork, []

    def doomed(flavour: str, limits: Limits) -> Any:
        worker = fork(flavour, limits)
        if len(kills) % 4 < 2:  # two in a row, while loading or answering
            zygote = grade.bench.supervisor._zygotes[flavour]
            victim = max(Family(zygote._process.pid, 1).worker)
            subprocess.run(["sh", "-c", f"(sleep {dice.uniform(0, 0.05)}; kill -9 {victim}) > /dev/null 2>&1 &"])
        kills.append(worker)
        return worker

    grade(RIGHT)
    grade.bench.supervisor.fork = doomed
    slow = RIGHT.replace("def loss(", "import time\ntime.sleep(0.03)\n\n\ndef loss(")
    for _ in range(5):
        assert grade(slow)["score"] == 100
    assert len(kills) > 5


@pytest.mark.parametrize("where", ["in a call", "while loading"])
def test_who_breaks_three_workers_gets_a_verdict_and_holds_up_nobody(grade: Any, where: str) -> None:
    kill = "import os\nos.kill(os.getpid(), 9)\n"
    text = kill if where == "while loading" else f"{RIGHT}\ndef loss(w, b, X, y):\n    {kill.replace(chr(10), '; ')}\n"
    forks, fork = [], grade.bench.supervisor.fork
    grade(RIGHT)
    grade.bench.supervisor.fork = lambda *args: forks.append(1) or fork(*args)
    verdicts = {question["id"]: question["verdict"] for question in grade(text)["questions"]}
    assert verdicts["loss"] == "crashed"
    assert verdicts["d_loss"] == ("crashed" if where == "while loading" else "passed")
    # `train` calls `loss`, `d_loss` has hidden checks, and `train` is judged once more with the reference's `loss`
    assert len(forks) == (3 if where == "while loading" else 3 + 3 + 1 + 2)
    assert grade(RIGHT)["score"] == 100


@pytest.mark.parametrize("moment", ["before the fork", "while it grades"])
def test_a_zygote_that_hangs_is_replaced(
    grade: Any, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "REPLY_SECONDS", 0.5)
    warm: Supervisor = grade.bench.supervisor
    grade(RIGHT)
    (zygote,) = warm._zygotes.values()
    stop = f"kill -STOP {max(Family(zygote._process.pid, 1).zygote)}"
    if moment == "before the fork":
        subprocess.run(["sh", "-c", stop])
    else:
        subprocess.run(["sh", "-c", f"(sleep 0.05; {stop}) > /dev/null 2>&1 &"])
    task = Task("ada", "hw4_loss", ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py")
    for _ in range(5):
        assert runner.grade_to_file(task, grade.bench, tmp_path / "out").get("score") == 100
    assert grade(RIGHT)["score"] == 100
    assert [*warm._zygotes.values()] != [zygote]


def test_a_zygote_that_answers_too_late_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its late answer would be taken for that to the next request."""
    monkeypatch.setattr(supervisor, "REPLY_SECONDS", 0.3)
    with supervisor.Zygote() as zygote:
        zygote.wait_until_warm()
        (inner,) = Family(zygote._process.pid, 1).zygote
        os.kill(inner, signal.SIGSTOP)
        with pytest.raises(supervisor.ZygoteLost):
            zygote.fork(Limits())
        with contextlib.suppress(ProcessLookupError):
            os.kill(inner, signal.SIGCONT)
        with pytest.raises(supervisor.ZygoteLost):
            zygote.fork(Limits())


def test_no_room_leaves_no_half_result_and_the_run_goes_on_when_there_is_some(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: both fail in the middle of a write."""
    tree, out = tree_of(tmp_path, 6, RIGHT), tmp_path / "out"
    limited = ["sh", "-c", 'ulimit -f 4; exec "$@"', "sh", *command(tree, out, "--jobs", "1")]
    done = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "cannot be written" in done.stdout and "Traceback" not in done.stderr
    left = [json.loads(path.read_text()) for path in out.rglob("*.json")]  # each whole, and small enough
    assert all(each["score"] is None and "cannot be written" in each["problem"] for each in left)
    assert not list(out.rglob("*.part"))
    assert subprocess.run(command(tree, out), cwd=ROOT, capture_output=True).returncode == 0
    assert set(marks(out).values()) == {100.0} and len(marks(out)) == 6


def test_an_output_that_cannot_be_written_is_said_and_loses_nothing(tmp_path: Path) -> None:
    tree, out = tree_of(tmp_path, 3, RIGHT), tmp_path / "out"
    subprocess.run(command(tree, out), cwd=ROOT, check=True, capture_output=True)
    before = (out / "s001/hw4_loss.json").read_bytes()
    (out / "s000/hw4_loss.json").unlink()
    (out / "s000").rmdir()
    (out / "s000").write_text("no folder")
    (out / "s002/hw4_loss.json").write_text("{")
    done = subprocess.run(command(tree, out), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout.count("cannot be written") == 1
    assert marks_of(out, "s002") == 100 and (out / "s001/hw4_loss.json").read_bytes() == before
    done = subprocess.run(command(tree, Path("/proc/nowhere")), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("no result can be written there") == 1


def marks_of(out: Path, student: str) -> float:
    return float(json.loads((out / student / "hw4_loss.json").read_text())["score"])


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("x"), KeyError("x")])
def test_what_fails_in_the_judge_itself_costs_one_row_and_no_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(self: Bench, task: Task, work: Work) -> Any:
        raise error

    monkeypatch.setattr(Bench, "grade", fail)
    row = runner.grade_to_file(Task("ada", "hw4_loss", tmp_path), Bench(Settings(ROOT, 1)), tmp_path / "out")
    assert "problem" in row and "score" not in row
    written = json.loads((tmp_path / "out/ada/hw4_loss.json").read_text())
    assert written["score"] is None and written["problem"] == row["problem"]


def test_a_machine_that_gives_no_process_gives_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(Settings(ROOT, 5))
    bench.judge("hw4_loss")

    def refuse(*args: object) -> None:
        raise supervisor.ZygoteLost("BlockingIOError: Resource temporarily unavailable")

    monkeypatch.setattr(bench.supervisor, "fork", refuse)
    task = Task("ada", "hw4_loss", ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py")
    row = runner.grade_to_file(task, bench, tmp_path)
    bench.supervisor.close()
    assert "no worker could be had" in row["problem"]
    written = json.loads((tmp_path / task.result_path).read_text())
    assert written["score"] is None and written["problem"] == row["problem"]


def test_a_clock_that_jumps_changes_nothing(grade: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(SEED)
    monkeypatch.setattr(time, "time", lambda: dice.uniform(-1e9, 1e10))
    monkeypatch.setattr(time, "time_ns", lambda: dice.randrange(10**19))
    assert grade(RIGHT)["score"] == 100


def test_no_deadline_hangs_on_the_clock_on_the_wall() -> None:
    """The calendar is for what people read: when homework is due, and who noted something when."""
    asked = [
        f"{path.name}: {ast.unparse(node)}"
        for package in ("core", "checks", "isolation", "judge", "grading")
        for path in (ROOT / "autograder" / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow")
    ]
    assert asked == []


def test_bait_that_a_killed_judge_left_is_swept_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = subprocess.Popen(["true"])
    dead.wait()
    for name in (f"bait-{dead.pid}-x", f"bait-{os.getppid()}-x", "bait-mine", "other"):
        (tmp_path / name / "open").mkdir(parents=True)
    (tmp_path / f"bait-{dead.pid}-link").symlink_to(tmp_path / "other")
    with sandbox.Bait(1 << 20):
        pass
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"bait-{os.getppid()}-x", "bait-mine", "other", f"bait-{dead.pid}-link"}
    assert (tmp_path / "other/open").is_dir()


def _work(number: int) -> int:
    if number % 10 == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_task_that_kills_its_judge_is_given_up_and_costs_no_other() -> None:
    found = dict(run_all(_work, list(range(24)), 2))
    assert found == {number: None if number % 10 == 3 else number for number in range(24)}


def _dies_three_times(folder: Path, number: int) -> int:
    before = len(list(folder.glob(f"{number}-*")))
    (folder / f"{number}-{before}").touch()
    if number == 0 and before < 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_judge_killed_beside_others_is_blamed_on_none(tmp_path: Path) -> None:
    """Three judges die at the first task, but of the first it is not known which task it was at."""
    found = dict(run_all(functools.partial(_dies_three_times, tmp_path), [0, 1, 2], 1))
    assert found == {0: 0, 1: 1, 2: 2}
    assert len(list(tmp_path.glob("0-*"))) == 4


def test_a_write_cut_short_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole("old", path)
    pid = os.fork()
    if pid == 0:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        try:
            write_whole("x" * 100_000, path)
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_a_judge_that_was_stopped_judges_again_and_costs_no_mark(tmp_path: Path) -> None:
    """For longer than a question may take, at moments that are drawn: as fg after Ctrl-Z, or a container that was frozen."""
    dice = random.Random(SEED)
    course = tmp_path / "course"
    shutil.copytree(ROOT / "assignments/hw4_loss", course / "assignments/hw4_loss")
    settings = course / "assignments/hw4_loss/assignment.toml"
    settings.write_text(re.sub(r"(load|question)_seconds = .*", r"\1_seconds = 4", settings.read_text()))
    assert settings.read_text().count("_seconds = 4\n") == 2
    out = tmp_path / "out"
    slow = "import time\nquick = loss\ndef loss(*inputs):\n    time.sleep(0.004)\n    return quick(*inputs)\n"
    tree = tree_of(tmp_path, 6, f"{RIGHT}\n{slow}")
    process = subprocess.Popen(command(tree, out, "--jobs", "1"), cwd=course)
    assert until(lambda: bool(marks(out)), 120)
    for _ in range(2):
        time.sleep(dice.uniform(0.05, 0.4))
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(5.0)
        os.kill(process.pid, signal.SIGCONT)
    assert process.wait() == 0
    assert marks(out) == {f"s{number:03d}": 100.0 for number in range(6)}


def test_what_stalls_whenever_it_is_judged_has_no_mark(grade: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()
    monkeypatch.setattr(bench_module, "stalled_seconds", lambda: next(seconds))
    monkeypatch.setattr(Judge, "grade", lambda *_, **__: None)
    with pytest.raises(BadInput, match="was stopped, or got no processor"):
        grade(RIGHT)


def test_work_and_waits_on_purpose_are_no_stalls() -> None:
    before = stalls.stalled_seconds()
    ends = time.process_time() + stalls.STALL + 0.5
    while time.process_time() < ends:
        pass
    assert stalls.stalled_seconds() == before
    time.sleep(stalls.STALL + 0.5)
    stalls.ignore_until_now()
    assert stalls.stalled_seconds() == before
    time.sleep(stalls.STALL + 0.5)
    assert stalls.stalled_seconds() > before + stalls.STALL


def test_two_runs_that_write_one_file_leave_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    texts = {letter * 100_000 for letter in "ab"}
    children = []
    for text in texts:
        pid = os.fork()
        if pid == 0:
            try:
                for _ in range(300):
                    write_whole(text, path)
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(pid)
    assert until(path.exists)
    left = set(children)
    while left:
        assert path.read_text() in texts
        for pid in list(left):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                assert status == 0
                left.discard(pid)
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_of_a_file_goes_with_the_next_writing(tmp_path: Path) -> None:
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    mine = tmp_path / f".a.json.{os.getppid()}.part"
    (tmp_path / f".a.json.{gone}.part").touch()
    mine.touch()
    write_whole("text", tmp_path / "a.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([mine.name, "a.json"])
