"""The judge's handle on zygotes and workers: start, measure, fork, kill. Grading starts processes nowhere else.

Every wait ends: a zygote that does not answer in time is killed, and whoever asked starts a fresh one.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from autograder.core.model import BadInput, Limits
from autograder.isolation.sandbox import USERS, Bait, Isolation, has_users, measure, too_little
from autograder.isolation.stalls import ignore_until_now
from autograder.isolation.wire import Channel, Closed, Late, ProtocolError, decode, encode

PACKET = 1 << 16  # bytes of one message between judge and zygote, at most
START_SECONDS = 120.0  # a cold disk and torch's import
REPLY_SECONDS = 15.0


class ZygoteLost(Exception):
    """The zygote died or does not answer. The machine is at fault, not the submission."""


@dataclass(frozen=True)
class Ended:
    """How a worker ended: its exit code, or the signal that killed it; the other one is None."""

    exit_code: int | None
    killed_by: int | None
    peak_kib: int  #: the most memory it had at once, in KiB


class Worker:
    """One locked-down process for one submission."""

    def __init__(self, zygote: Zygote, pid: int, fd: int) -> None:
        self._zygote = zygote
        self._pid = pid
        self.channel = Channel(fd)
        self._ended: Ended | None = None

    def drop(self) -> None:
        """Kill it and do not wait: for a worker whose end does not matter."""
        if self._ended is None:
            self.channel.close()
            self._ended = Ended(None, int(signal.SIGKILL), 0)
            self._zygote.drop(self._pid)

    def end(self, patience: float = 0.0) -> Ended:
        """Kill it unless it ends by itself within `patience` seconds. A second call gives the same answer."""
        if self._ended is None:
            self.channel.close()
            self._ended = self._zygote.reap(self._pid, patience)
        return self._ended


class Zygote:
    """A warm parent process.

    `flavour` says what its workers find imported: "numpy", "torch", or "cuda", which is torch behind walls that let a
    GPU be used. `without` names layers to leave out (namespaces, landlock, seccomp), to see what the others stop;
    only tests do that.

    Every method that talks to it raises `ZygoteLost` where it died or does not answer.
    """

    def __init__(self, flavour: str = "numpy", without: frozenset[str] = frozenset()) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", "autograder.isolation.worker.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        self._uid = USERS[os.getpid() % len(USERS)] if has_users() else None
        self._send(["hello", flavour, sorted(without)])
        self.isolation: Isolation | None = None
        self.layers: tuple[str, ...] = ()
        self.missing: dict[str, str] = {}

    def wait_until_warm(self) -> None:
        """Wait until it has imported everything, at most `START_SECONDS`.

        Then `layers` names the walls that it has, and `missing` says of each other wall why it is not there.
        """
        _, layers, missing = self._receive(START_SECONDS)
        self.layers, self.missing = tuple(layers), dict(missing)

    def measure(self, limits: Limits) -> Isolation:
        """Send the canary into a real worker and judge by what it could do.

        A canary that does not answer found no wall that holds.
        """
        with Bait(limits.memory_mb << 20) as bait:
            worker = self._fork("canary", limits)
            deadline = time.monotonic() + REPLY_SECONDS
            try:
                worker.channel.send(bait.message(), deadline)
                report = worker.channel.receive(deadline)
            except (Late, Closed, ProtocolError):
                report = {}
            finally:
                worker.end()
            self.isolation = measure(report, bait)
        return self.isolation

    def try_gpu(self, limits: Limits) -> str:
        """Why a real worker cannot use the GPU; empty where it can."""
        worker = self._fork("gpu", limits)
        try:
            return str(worker.channel.receive(time.monotonic() + START_SECONDS))
        except (Late, Closed, ProtocolError) as error:
            return f"its worker died of it ({type(error).__name__})"
        finally:
            worker.end()

    def fork(self, limits: Limits) -> Worker:
        """A fresh worker for one submission."""
        return self._fork("student", limits)

    def reap(self, pid: int, patience: float) -> Ended:
        """Wait for a worker's end, and kill it after `patience` seconds."""
        self._send(["reap", pid, patience])
        _, status, peak = self._receive(REPLY_SECONDS + patience)
        code = os.waitstatus_to_exitcode(status)
        return Ended(code if code >= 0 else None, -code if code < 0 else None, peak)

    def drop(self, pid: int) -> None:
        """Kill a worker without waiting for it."""
        self._send(["drop", pid])

    def close(self) -> None:
        """End the zygote and whatever it forked."""
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fork(self, role: str, limits: Limits) -> Worker:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        # The judge's clock comes first. This limit is for a judge that was killed meanwhile.
        cpu_seconds = int(limits.load_seconds + 30 * limits.question_seconds)
        try:
            self._send(["fork", role, limits.memory_mb << 20, cpu_seconds, self._uid], theirs.fileno())
            _, pid = self._receive(REPLY_SECONDS)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        worker = Worker(self, pid, ours.detach())
        try:
            said = worker.channel.receive(time.monotonic() + REPLY_SECONDS)
        except (Late, Closed, ProtocolError) as error:
            said = f"it ended meanwhile, {type(error).__name__}"
        if said != "locked":
            worker.end()
            raise ZygoteLost(
                f"a worker could not be locked in: {said}. A limit or a filter around the grader forbids it"
            )
        return worker

    def _send(self, message: list[Any], fd: int | None = None) -> None:
        try:
            socket.send_fds(self._control, [encode(message)], [] if fd is None else [fd])
        except OSError as error:
            raise ZygoteLost(self._last_words()) from error

    def _receive(self, seconds: float) -> list[Any]:
        self._control.settimeout(seconds)
        try:
            packet = self._control.recv(PACKET)
        except OSError as error:
            self._last_words()  # kill it: its late answer would be taken for the answer to the next request
            raise ZygoteLost(f"no answer within {seconds:.0f} s") from error
        ignore_until_now()  # the zygote may take its time
        if not packet:
            raise ZygoteLost(self._last_words())
        message: list[Any] = decode(packet)
        return message

    def _last_words(self) -> str:
        self._process.kill()
        self._process.wait()
        said = self._process.stderr.read().decode("utf-8", "replace").strip() if self._process.stderr else ""
        return said[-2000:] or "the zygote ended without a word"


def _environment() -> dict[str, str]:
    """What a worker needs, and nothing that tells where it runs. Libraries get one thread: it may start no other."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
    seen = {name: os.environ[name] for name in ("CUDA_VISIBLE_DEVICES",) if name in os.environ}
    return (
        seen
        | threads
        | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin", "MPLBACKEND": "Agg"}
        | {"TORCHINDUCTOR_CACHE_DIR": "/"}  # torch makes this folder as it is imported, and would leave it in /tmp
        | {"USE_PYTORCH_KERNEL_CACHE": "0"}  # on a GPU torch would warn that it can write its kernels nowhere
    )


def refuse_without_linux() -> None:
    """Grading needs Linux's walls; students' own `make test` does not."""
    if not sys.platform.startswith("linux"):
        raise BadInput(
            "grading needs Linux (on Windows use WSL2, on macOS a Linux machine or container); "
            "`make test` in a released folder works everywhere"
        )


@dataclass(frozen=True)
class Workers:
    """Fresh workers of one kind: what they find imported, behind which walls, and within which limits."""

    supervisor: Supervisor
    flavour: str
    limits: Limits

    @property
    def device(self) -> str:
        """Where PyTorch work runs in them: "cpu" or "cuda"."""
        return "cuda" if self.flavour == "cuda" else "cpu"

    @property
    def isolation(self) -> Isolation:
        """What was measured of them; `BadInput` where it is less than asked for."""
        return self.supervisor.isolation(self.flavour, self.limits)

    def fork(self) -> Worker:
        """A fresh worker; `ZygoteLost` where none can be had."""
        return self.supervisor.fork(self.flavour, self.limits)


class Supervisor:
    """The zygotes of one judge process, started when first needed, measured before they are used.

    `minimum` is the level of isolation (one of `LEVELS`) below which nothing is graded. A judge that was forked from
    another starts zygotes of its own: two judges on one zygote would read each other's answers.
    """

    def __init__(self, minimum: str = "strict", without: frozenset[str] = frozenset()) -> None:
        refuse_without_linux()
        self._minimum = minimum
        self._without = without
        self._zygotes: dict[str, Zygote] = {}
        self._owner = os.getpid()

    def isolation(self, flavour: str, limits: Limits) -> Isolation:
        """What was measured of that flavour's workers.

        `BadInput` where it is less than `minimum`, or where a GPU is asked for and cannot be used.
        """
        return self._zygote(flavour, limits)[1]

    def fork(self, flavour: str, limits: Limits) -> Worker:
        """A fresh worker. A lost zygote is replaced once; `ZygoteLost` where that does not help.

        `BadInput` as in `isolation`.
        """
        try:
            return self._zygote(flavour, limits)[0].fork(limits)
        except ZygoteLost:
            self._discard(flavour)
            return self._zygote(flavour, limits)[0].fork(limits)

    def close(self) -> None:
        """End all zygotes and their workers. They start again when they are needed."""
        for flavour in list(self._zygotes):
            self._discard(flavour)

    def _zygote(self, flavour: str, limits: Limits) -> tuple[Zygote, Isolation]:
        if self._owner != os.getpid():
            self._owner, self._zygotes = os.getpid(), {}
        zygote = self._zygotes.get(flavour)
        if zygote is None:
            zygote = Zygote(flavour, self._without)
            zygote.wait_until_warm()
            isolation = zygote.measure(limits)
            refusal = too_little(isolation, zygote.missing, self._minimum)
            trouble = zygote.try_gpu(limits) if flavour == "cuda" and not refusal else ""
            if trouble:
                refusal = f"the GPU cannot be used from an isolated worker: {trouble}; use --device cpu"
            if refusal:
                zygote.close()
                raise BadInput(refusal)
            self._zygotes[flavour] = zygote
        assert zygote.isolation is not None
        return zygote, zygote.isolation

    def _discard(self, flavour: str) -> None:
        zygote = self._zygotes.pop(flavour, None)
        if zygote is not None:
            zygote.close()
