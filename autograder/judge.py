"""One submission against one assignment's checks. Decides; starts no process, reads no file, prints nothing."""

from __future__ import annotations

import functools
import inspect
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from autograder import explain
from autograder.cases import Cases
from autograder.examination import examining, name_mistakes
from autograder.model import (
    Assignment,
    Check,
    CheckResult,
    CourseFault,
    Finding,
    Limits,
    Question,
    QuestionResult,
    Result,
    Verdict,
    shares,
)
from autograder.source import Source
from autograder.submission import Loaded, RemotePort, Submission, WorkerGone
from autograder.warden import Worker

BREAKS = 3  # a question that ends its worker that often is not given another
MAX_NOTES = 5


def examine(
    check: Check, submission: Submission, cases: Cases, others: Iterable[str]
) -> tuple[Finding, tuple[str, ...]]:
    """Run one check; whatever happens in it becomes a finding, but for the loss of the worker (`WorkerGone`).

    The notes say what was taken although it is not what was asked for.
    """
    with examining() as examination:
        try:
            call(check, submission, cases)
            finding = examination.outcome()
        except WorkerGone:
            raise
        except Exception as error:
            finding = explain.of_exception(error, check.question, others)
            if finding.verdict is Verdict.JUDGE_ERROR and examination.found_something():
                finding = examination.unnamed()  # the check stumbled over a value that it had already found wrong
        return finding, tuple(examination.notes)


def call(check: Check, submission: Submission, cases: Cases) -> None:
    """Call a check's function with what it asks for."""
    offered = {"submission": submission, "cases": cases} | dict(check.params)
    check.function(**{name: offered[name] for name in _parameters(check.function)})


@functools.cache
def _parameters(function: Callable[..., None]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


@dataclass
class Session:
    """One submission at work: the worker it has now, and how often it has broken one."""

    source: Source
    questions: Sequence[str]
    limits: Limits
    fork: Callable[[], Worker]
    worker: Worker | None = None
    port: RemotePort | None = None
    breaks: int = 0
    why: WorkerGone | None = None
    loaded: Loaded | None = None
    timings: dict[str, float] = field(default_factory=lambda: {"start": 0.0, "load": 0.0, "answers": 0.0})

    def ready(self) -> RemotePort:
        """A port to a worker that has loaded the submission; `WorkerGone` where it does not survive that."""
        if self.port is None:
            if self.why is not None:
                raise self.why
            if self.breaks >= BREAKS:
                said = f"your code ended its process {BREAKS} times here; the rest of the question was not run"
                raise WorkerGone(Verdict.CRASHED, said)
            self.port = self._start()
        return self.port

    def _start(self) -> RemotePort:
        """A fresh worker with the submission loaded; another where it may have been killed from outside."""
        while True:
            started = time.monotonic()
            self.worker = self.fork()
            port = RemotePort(self.worker.channel)
            forked = time.monotonic()
            try:
                seconds = self.limits.load_seconds
                self.loaded = port.load(self.source.module, self.source.cells, self.questions, seconds)
                return port
            except WorkerGone as error:
                gone = self.lost(error, "while your file was run")
                if not self.tries_again(gone):
                    self.why = gone  # what breaks while loading breaks again
                    raise gone from None
            finally:
                self.timings["start"] += forked - started
                self.timings["load"] += time.monotonic() - forked

    def tries_again(self, gone: WorkerGone) -> bool:
        """Whether to do the same once more: nobody's mark may hang on a machine that ran out of memory."""
        return gone.perhaps_killed and self.breaks < BREAKS

    def unreachable(self, question: str) -> Finding | None:
        """Why nothing of a question can be checked: the file did not load, or does not have it."""
        if self.loaded is None:
            try:
                self.ready()
            except WorkerGone as gone:
                return Finding(gone.verdict, str(gone))
        assert self.loaded is not None
        return explain.of_state(question, *self.loaded.states[question])

    def lost(self, gone: WorkerGone, when: str) -> WorkerGone:
        """Put the broken worker away; the same exception with how the process ended."""
        self.port = None
        if self.worker is None:
            return gone
        self.breaks += 1
        worker, self.worker = self.worker, None
        ended = worker.end(patience=0.2 if gone.verdict is Verdict.CRASHED else 0.0)
        if gone.verdict is not Verdict.CRASHED:
            return WorkerGone(gone.verdict, f"it ran too long {when} and was stopped")
        if ended.killed_by == 24:  # SIGXCPU
            return WorkerGone(Verdict.TIMEOUT, f"it used up its processor time {when}")
        if ended.killed_by:
            said = f"the process that ran your code was ended by signal {ended.killed_by} {when}"
            return WorkerGone(Verdict.CRASHED, said, perhaps_killed=gone.ended and ended.killed_by == signal.SIGKILL)
        return WorkerGone(
            Verdict.CRASHED, f"the process that ran your code ended itself {when} (exit code {ended.exit_code})"
        )

    def close(self) -> None:
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.drop()


class Judge:
    """Holds one assignment's checks, collected once, and the run's cases, drawn once."""

    def __init__(self, assignment: Assignment, checks: Sequence[Check], cases: Cases) -> None:
        self.assignment = assignment
        self.cases = cases
        self._checks: dict[str, list[Check]] = {question.id: [] for question in assignment.questions}
        for check in checks:
            self._checks[check.question].append(check)
        self._ids = tuple(question.id for question in assignment.questions)
        bare = [question for question, found in self._checks.items() if not found]
        if bare:
            raise CourseFault(f"{assignment.id}: no check for {', '.join(bare)}")

    def grade(
        self,
        source: Source,
        student: str,
        fork: Callable[[], Worker],
        *,
        isolation: str = "none",
        leaks: dict[str, str] | None = None,
        device: str = "cpu",
        engine: str = "",
        notes: tuple[str, ...] = (),
    ) -> Result:
        """The result of one submission. `fork` gives a fresh worker; all else about processes is its business."""
        started = time.monotonic()
        session = Session(source, self._ids, self.assignment.limits, fork)
        sittings = [
            _Sitting(question, self.assignment.limits.question_seconds) for question in self.assignment.questions
        ]
        try:
            # Hidden checks come last of all: what student code sees in them must not come out where messages are shown.
            for public in (True, False):
                for sitting in sittings:
                    self._look(sitting, [c for c in self._checks[sitting.question.id] if _shown(c) is public], session)
        finally:
            session.close()
        session.timings["answers"] = sum(sitting.answered for sitting in sittings)
        total = time.monotonic() - started
        session.timings["judge"] = total - sum(session.timings.values())
        failed = [explain.note_of_load(trouble) for trouble in (session.loaded.troubles if session.loaded else [])]
        if len(failed) > MAX_NOTES:
            failed[MAX_NOTES:] = [f"and {len(failed) - MAX_NOTES} more cells failed"]
        return Result(
            self.assignment,
            student,
            source.sha256,
            self.cases.seed,
            device,
            isolation,
            tuple(map(self._result, sittings)),
            total,
            engine,
            (*notes, *source.notes, *failed),
            leaks or {},
            session.timings,
        )

    def _look(self, sitting: _Sitting, checks: Sequence[Check], session: Session) -> None:
        """Run some of a question's checks, on what is left of its time."""
        question = sitting.question
        handle: Submission | None = None
        session.breaks = sitting.breaks  # one question's crashes cost no other
        began = time.monotonic()
        stop = sitting.stop or session.unreachable(question.id)
        for check in checks:
            finding = stop
            notes: tuple[str, ...] = ()
            while finding is None:
                try:
                    if handle is None:
                        port = session.ready()
                        port.begin()
                        handle, began = Submission(port, self.assignment), time.monotonic()
                        handle.finish_by(began + sitting.left)
                    finding, notes = examine(check, handle, self.cases, self._ids)
                    sitting.answered += handle.take_seconds()
                except WorkerGone as error:
                    gone = session.lost(error, f"in {question.id}")
                    handle, sitting.left = None, self.assignment.limits.question_seconds
                    finding = None if session.tries_again(gone) else Finding(gone.verdict, str(gone))
            if finding.verdict is Verdict.TIMEOUT:
                stop = finding  # the time is the question's, not each check's
            sitting.found[check.id] = finding, notes
        sitting.stop, sitting.breaks = stop, session.breaks
        if handle is not None:
            sitting.left -= time.monotonic() - began

    def _result(self, sitting: _Sitting) -> QuestionResult:
        checks = self._checks[sitting.question.id]
        named = name_mistakes([sitting.found[check.id][0] for check in checks])
        points = shares(sitting.question.points, checks)
        rows = zip(checks, named, points, strict=True)
        return QuestionResult(
            sitting.question,
            tuple(CheckResult(check, finding, worth, sitting.found[check.id][1]) for check, finding, worth in rows),
        )


@dataclass
class _Sitting:
    """One question of one submission under way: what was found, and what is left of its time and its patience."""

    question: Question
    left: float
    breaks: int = 0
    answered: float = 0.0
    stop: Finding | None = None
    found: dict[str, tuple[Finding, tuple[str, ...]]] = field(default_factory=dict)


def _shown(check: Check) -> bool:
    return check.visibility == "public"
