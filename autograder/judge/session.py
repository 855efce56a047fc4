"""One submission at work: its present worker, how many workers it has ended, and what that has cost."""

from __future__ import annotations

import signal
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from autograder.core.model import Finding, Verdict
from autograder.course.submission_file import SubmissionFile
from autograder.isolation.supervisor import Worker, Workers
from autograder.isolation.worker.lending import Loan
from autograder.judge import explain
from autograder.judge.ports import Could, Lends, Loaded, RemotePort, StudentError, WorkerGone

PARTS = ("start", "load", "answers", "carried", "smaller")  # that the time is spent on, besides the judge's own
MAX_CRASHES = 3  # workers that one question may end
MAX_CRASHES_IN_ALL = 8  # workers that one submission may end, apart from the first one of each question
RELOAD_BUDGET = 2.0  # all runs of a file after the first may take, together, this many times its `load_seconds`


@contextmanager
def told_apart(timings: dict[str, float], part: str) -> Iterator[None]:
    """Add the seconds that pass meanwhile to a part of the timings, but for those that other parts are told."""
    began, before = time.monotonic(), sum(timings.values())
    try:
        yield
    finally:
        others = sum(timings.values()) - before
        timings[part] += time.monotonic() - began - others


@dataclass
class Session:
    """One submission at work: its present worker, how many workers it has ended, and what that has cost.

    `crashes` counts those of the present question, `crashes_in_all` all of them. `reload_seconds` went into running the
    file again after a crash. Once `fatal` is set, no worker is forked any more. `loans` are lent to the code of the
    question `judged`, and answered by `lends`.
    """

    source: SubmissionFile
    questions: Sequence[str]
    workers: Workers
    worker: Worker | None = None
    port: RemotePort | None = None
    crashes: int = 0
    crashes_in_all: int = 0
    reload_seconds: float = 0.0
    last_load: float = 0.0
    fatal: WorkerGone | None = None
    loaded: Loaded | None = None
    timings: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))
    lends: Lends | None = None
    loans: Sequence[Loan] = ()
    judged: str = ""
    load_seconds: float = field(init=False)
    _told: dict[str, Could] = field(default_factory=dict)  # by `_told_by`, and by question
    _told_by: RemotePort | None = None

    def __post_init__(self) -> None:
        self.load_seconds = self.workers.limits.load_seconds

    def ready(self) -> RemotePort:
        """A port to a worker that has loaded the submission; `WorkerGone` where no worker survives loading it."""
        if self.port is None:
            if self.fatal is None and not self._can_load(RELOAD_BUDGET):
                said = (
                    f"not run: your code ended its process, or had to be stopped, {self.crashes_in_all} times, and "
                    f"each time your file was run again, {self.reload_seconds:.0f} s in all; make it load faster, "
                    "and fix what ends it"
                )
                self.fatal = WorkerGone(Verdict.CRASHED, said)
            if self.fatal is not None:
                raise self.fatal
            self.port = self._start()
        return self.port

    def _start(self) -> RemotePort:
        """A fresh worker with the submission loaded; one more where the first may have been killed from outside."""
        while True:
            started, again = time.monotonic(), self.crashes_in_all > 0
            self.worker = self.workers.fork()
            port = RemotePort(self.worker.channel, self.lends)
            forked = time.monotonic()
            try:
                seconds = self.load_seconds
                loaded = port.load(
                    self.source.module,
                    self.source.cells,
                    self.questions,
                    self.workers.device,
                    seconds,
                    self.source.modules,
                    self.source.twin,
                    self.loans,
                    self.judged,
                )
                self.loaded = self.loaded or loaded  # notes of a later load could tell of hidden checks
                return port
            except WorkerGone as error:
                gone = self.lost(error, "while your file was run")
                if not self.tries_again(gone):
                    self.fatal = gone  # a file that ends its process while it loads will do so again
                    raise gone from None
            finally:
                self.last_load = time.monotonic() - forked
                self.reload_seconds += self.last_load if again else 0.0
                self.timings["start"] += forked - started
                self.timings["load"] += self.last_load

    def _can_load(self, share: float) -> bool:
        """Whether the file can be run once more in this share of the time that loading may take."""
        return (
            not self.crashes_in_all or self.reload_seconds + self.last_load <= share * self.workers.limits.load_seconds
        )

    def tries_again(self, gone: WorkerGone) -> bool:
        """Whether to run the same once more: no mark may depend on a machine that ran out of memory."""
        left = self.crashes < MAX_CRASHES and self.crashes_in_all < MAX_CRASHES_IN_ALL
        return gone.perhaps_killed and left and self._can_load(RELOAD_BUDGET)

    def stop_reason(self) -> str:
        """Why the rest of a question that ended its worker is not run; empty where it is run.

        Time for running the file again is kept for the other questions: a question that crashes costs no other one.
        """
        if self.fatal is not None or not self.crashes:
            return ""
        if self.crashes >= MAX_CRASHES:
            return f"your code ended its process {MAX_CRASHES} times here; the rest of the question was not run"
        if self.crashes_in_all >= MAX_CRASHES_IN_ALL:
            return f"your code has ended its process {self.crashes_in_all} times; the rest of the question was not run"
        if not self._can_load(RELOAD_BUDGET / 4):
            slow = f"your file takes {self.last_load:.0f} s to be run again"
            return f"your code ended its process here, and {slow}; the rest of the question was not run"
        return ""

    def unreachable(self, question: str) -> Finding | None:
        """Why nothing of a question can be checked: the file did not load, or the question is not in it."""
        if self.loaded is None:
            try:
                self.ready()
            except WorkerGone as gone:
                return Finding(gone.verdict, str(gone))
        assert self.loaded is not None
        return explain.of_state(question, *self.loaded.states[question])

    def could_call(self, question: str, others: Collection[str]) -> bool:
        """Whether a question's code could call any of the others; so it could where the worker cannot tell."""
        return any(could is None or not could.call.isdisjoint(others) for could in self._could([question]))

    def may_remember(self, questions: Collection[str]) -> bool:
        """Whether what is asked now could change later answers to these questions: their code may keep something."""
        return any(could is None or could.remember for could in self._could(questions))

    def look_again(self) -> None:
        """What code could do is asked anew, of code that may keep something and so have come to do more."""
        self._told = {question: could for question, could in self._told.items() if not could.remember}

    def _could(self, questions: Collection[str]) -> list[Could | None]:
        """What the code of each question could do, as the present worker says; None where it cannot tell."""
        if self._told_by is not self.port:
            self._told, self._told_by = {}, self.port
        new = sorted({*questions} - self._told.keys())
        if new and self.port is not None:
            try:
                self._told |= zip(new, self.port.could(new, self.questions, 1.0), strict=True)
            except StudentError:
                return [None for _ in questions]
            except WorkerGone:
                self.close()
                return [None for _ in questions]
        return [self._told.get(question) for question in questions]

    def lost(self, gone: WorkerGone, when: str) -> WorkerGone:
        """Give up the worker; returns the same exception, which now says how the process ended."""
        self.port = None
        if self.worker is None:
            return gone
        self.crashes += 1
        self.crashes_in_all += 1
        worker, self.worker = self.worker, None
        ended = worker.end(patience=0.2 if gone.verdict is Verdict.CRASHED else 0.0)
        if gone.verdict is not Verdict.CRASHED:
            return WorkerGone(gone.verdict, f"it ran too long {when} and was stopped")
        if ended.killed_by == signal.SIGXCPU:
            return WorkerGone(Verdict.TIMEOUT, f"it used up its processor time {when}")
        if ended.killed_by:
            said = f"the process that ran your code was ended by signal {ended.killed_by} {when}"
            return WorkerGone(Verdict.CRASHED, said, perhaps_killed=gone.ended and ended.killed_by == signal.SIGKILL)
        return WorkerGone(
            Verdict.CRASHED, f"the process that ran your code ended itself {when} (exit code {ended.exit_code})"
        )

    def close(self) -> None:
        self.port = None
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.drop()
