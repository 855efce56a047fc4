"""One submission against one assignment's checks. Decides; starts no process, reads no file, prints nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from autograder import explain
from autograder.cases import Cases
from autograder.examination import Patience, apply, examining
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
from autograder.smaller import Ladder, SmallCases, smaller
from autograder.source import Source
from autograder.submission import Loaded, RemotePort, Submission, WorkerGone
from autograder.warden import Worker

BREAKS = 3  # a question that ends its worker that often is not given another
BREAKS_IN_ALL = 8  # after which no question is given a second one; each has had its first
AGAIN = 2.0  # times `load_seconds` that running a file again after breaks may take, all of them together
MAX_NOTES = 5
SHARE, PURSE = 0.2, 4.0  # smaller inputs may take this share of all judging so far, and these seconds beside


def examine(
    check: Check, submission: Submission, cases: Cases, patience: Patience | None = None
) -> tuple[Finding, tuple[str, ...]]:
    """Run one check; whatever happens in it becomes a finding, but for the loss of the worker (`WorkerGone`).

    The notes say what was taken although it is not what was asked for.
    """
    with examining(patience) as examination:
        try:
            apply(check, submission, cases)
            finding = examination.outcome()
        except WorkerGone:
            raise
        except Exception as error:
            finding = examination.recognised(explain.of_exception(error, check.question))
            if finding.verdict is Verdict.JUDGE_ERROR and examination.found_something():
                finding = examination.unnamed()  # the check stumbled over a value that it had already found wrong
        return finding, tuple(examination.notes)


@dataclass
class Session:
    """One submission at work: the worker it has now, how often it has broken one, and what that cost.

    `breaks` are the present question's, `broken` are all; `again` are the seconds of running the file after a break.
    """

    source: Source
    questions: Sequence[str]
    limits: Limits
    device: str
    fork: Callable[[], Worker]
    worker: Worker | None = None
    port: RemotePort | None = None
    breaks: int = 0
    broken: int = 0
    again: float = 0.0
    last_load: float = 0.0
    why: WorkerGone | None = None
    loaded: Loaded | None = None
    timings: dict[str, float] = field(default_factory=lambda: {"start": 0.0, "load": 0.0, "answers": 0.0})
    load_seconds: float = field(init=False)

    def __post_init__(self) -> None:
        self.load_seconds = self.limits.load_seconds

    def ready(self) -> RemotePort:
        """A port to a worker that has loaded the submission; `WorkerGone` where it does not survive that."""
        if self.port is None:
            if self.why is None and not self._can_load(AGAIN):
                said = (
                    f"not run: your code ended its process, or had to be stopped, {self.broken} times, and each time "
                    f"your file was run again, {self.again:.0f} s in all; make it load faster, and mend what ends it"
                )
                self.why = WorkerGone(Verdict.CRASHED, said)
            if self.why is not None:
                raise self.why
            self.port = self._start()
        return self.port

    def _start(self) -> RemotePort:
        """A fresh worker with the submission loaded; another where it may have been killed from outside."""
        while True:
            started, again = time.monotonic(), self.broken > 0
            self.worker = self.fork()
            port = RemotePort(self.worker.channel)
            forked = time.monotonic()
            try:
                seconds = self.load_seconds
                loaded = port.load(self.source.module, self.source.cells, self.questions, self.device, seconds)
                self.loaded = self.loaded or loaded  # what is said of a later one could tell of hidden checks
                return port
            except WorkerGone as error:
                gone = self.lost(error, "while your file was run")
                if not self.tries_again(gone):
                    self.why = gone  # what breaks while loading breaks again
                    raise gone from None
            finally:
                self.last_load = time.monotonic() - forked
                self.again += self.last_load if again else 0.0
                self.timings["start"] += forked - started
                self.timings["load"] += self.last_load

    def _can_load(self, share: float) -> bool:
        """Whether the file can be run once more in this share of the time that loading may take."""
        return not self.broken or self.again + self.last_load <= share * self.limits.load_seconds

    def tries_again(self, gone: WorkerGone) -> bool:
        """Whether to do the same once more: nobody's mark may hang on a machine that ran out of memory."""
        left = self.breaks < BREAKS and self.broken < BREAKS_IN_ALL
        return gone.perhaps_killed and left and self._can_load(AGAIN)

    def gives_up(self) -> str:
        """Why a question that broke its worker is not gone on with; empty where it is.

        What running the file again may take is kept for the other questions: one that breaks costs no other.
        """
        if self.why is not None or not self.breaks:
            return ""
        if self.breaks >= BREAKS:
            return f"your code ended its process {BREAKS} times here; the rest of the question was not run"
        if self.broken >= BREAKS_IN_ALL:
            return f"your code has ended its process {self.broken} times; the rest of the question was not run"
        if not self._can_load(AGAIN / 4):
            slow = f"your file takes {self.last_load:.0f} s to be run again"
            return f"your code ended its process here, and {slow}; the rest of the question was not run"
        return ""

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
        self.broken += 1
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
        self.port = None
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.drop()


class Judge:
    """Holds one assignment's checks, collected once, and the run's cases, drawn once.

    Checks of practice, which is none of the assignment's questions, are left out.
    """

    def __init__(self, assignment: Assignment, checks: Sequence[Check], cases: Cases) -> None:
        self.assignment = assignment
        self.cases = cases
        self._checks: dict[str, list[Check]] = {question.id: [] for question in assignment.questions}
        for check in checks:
            if check.question in self._checks:
                self._checks[check.question].append(check)
        self._ids = tuple(question.id for question in assignment.questions)
        self._ladder = Ladder()
        self._reference: Session | None = None
        self._purse = PURSE
        bare = [question for question, found in self._checks.items() if not found]
        if bare:
            raise CourseFault(f"{assignment.id}: no check for {', '.join(bare)}")

    def trust(self, reference: Source, fork: Callable[[], Worker], device: str = "cpu") -> None:
        """Show findings on smaller inputs from here on, on such as this solution passes."""
        self._reference = Session(reference, self._ids, self.assignment.limits, device, fork)

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
        smallest: bool = True,
    ) -> Result:
        """The result of one submission. `fork` gives a fresh worker; all else about processes is its business.

        `smallest`: what was found is shown on the smallest inputs that show it, not on those that were drawn.
        """
        started = time.monotonic()
        session = Session(source, self._ids, self.assignment.limits, device, fork)
        sittings = [
            _Sitting(question, self.assignment.limits.question_seconds) for question in self.assignment.questions
        ]
        try:
            # Hidden checks come last of all: what student code sees in them must not come out where messages are shown.
            for public in (True, False):
                for sitting in sittings:
                    self._look(sitting, [c for c in self._checks[sitting.question.id] if _shown(c) is public], session)
            questions = self._results(sittings, session)
            judged, told_apart = time.monotonic(), sum(session.timings.values())
            self._purse += (judged - started) * SHARE
            if smallest and self._reference is not None and session.why is None and self._purse > 0:
                questions = self._smaller(questions, session, self._purse / 2)  # a slow one leaves the next some
                self._purse -= time.monotonic() - judged
        finally:
            session.close()
        session.timings["smaller"] = time.monotonic() - judged - (sum(session.timings.values()) - told_apart)
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
            tuple(questions),
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
                    finding, notes = examine(check, handle, self.cases, sitting.patience)
                    sitting.answered += handle.take_seconds()
                except WorkerGone as error:
                    gone, spent = session.lost(error, f"in {question.id}"), time.monotonic() - began
                    if not session.tries_again(gone):
                        finding = Finding(gone.verdict, str(gone))
                        sitting.left -= spent if handle is not None else 0.0
                        said = session.gives_up()
                        stop = Finding(Verdict.CRASHED, said) if said else None
                    handle = None
            if finding.verdict is Verdict.TIMEOUT:
                stop = finding  # the time is the question's, not each check's
            sitting.found[check.id] = finding, notes
        sitting.stop, sitting.breaks = stop, session.breaks
        if handle is not None:
            sitting.left -= time.monotonic() - began

    def _results(self, sittings: Sequence[_Sitting], session: Session) -> list[QuestionResult]:
        failed = {sitting.question.id for sitting in sittings if sitting.failed}
        uses = session.loaded.uses if session.loaded else {}
        return [self._result(each, explain.first_to_mend(each.question.id, failed, uses)) for each in sittings]

    def _result(self, sitting: _Sitting, relies_on: str) -> QuestionResult:
        checks = self._checks[sitting.question.id]
        said = explain.explained([sitting.found[check.id][0] for check in checks], relies_on)
        points = shares(sitting.question.points, checks)
        rows = zip(checks, said, points, strict=True)
        return QuestionResult(
            sitting.question,
            tuple(CheckResult(check, finding, worth, sitting.found[check.id][1]) for check, finding, worth in rows),
        )

    def _smaller(self, questions: list[QuestionResult], session: Session, seconds: float) -> list[QuestionResult]:
        """The questions, their findings on smaller inputs as far as the time goes. No verdict is touched any more.

        In a worker of its own, which has seen no hidden check; where the file takes too long to run again, not at all.
        """
        wanted = [
            (place, check, self._rungs(check.check)) for place, each in enumerate(questions) for check in to_show(each)
        ]
        if not wanted or session.timings["load"] > seconds:
            return questions
        session.close()
        session.load_seconds = min(session.load_seconds, seconds)
        shown = list(questions)
        try:
            handle = Submission(session.ready(), self.assignment)
            handle.finish_by(time.monotonic() + seconds)
            for place, check, rungs in wanted:
                finding = smaller(check.check, check.finding, rungs, handle)
                checks = tuple(
                    replace(each, finding=finding) if each is check else each for each in shown[place].checks
                )
                shown[place] = replace(shown[place], checks=checks)
        except WorkerGone as gone:
            session.lost(gone, "on smaller inputs")  # what was found before stands
        return shown

    def _rungs(self, check: Check) -> list[SmallCases]:
        """The small cases of a check. The reference is asked once a run, in a worker of its own."""
        assert self._reference is not None
        try:
            return self._ladder.climb(check, self._asked)
        except WorkerGone as gone:
            self._reference.lost(gone, "on smaller inputs")
            self._ladder.take(check.id, [])
            return []
        finally:
            self._reference.close()

    def _asked(self) -> Submission:
        assert self._reference is not None
        handle = Submission(self._reference.ready(), self.assignment)
        handle.finish_by(time.monotonic() + self.assignment.limits.question_seconds)
        return handle


def to_show(question: QuestionResult) -> list[CheckResult]:
    """The checks whose inputs are shown to students: the failing public ones, else the hidden one that fails worst."""
    failing = [result for result in question.checks if result.finding.counterexample is not None]
    public = [result for result in failing if result.check.visibility == "public"]
    return public or failing[:1]


@dataclass
class _Sitting:
    """One question of one submission under way: what was found, and what is left of its time and its patience."""

    question: Question
    left: float
    breaks: int = 0
    answered: float = 0.0
    stop: Finding | None = None
    patience: Patience = field(default_factory=Patience)
    found: dict[str, tuple[Finding, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether any check was not passed."""
        return any(finding.verdict is not Verdict.PASSED for finding, _ in self.found.values())


def _shown(check: Check) -> bool:
    return check.visibility == "public"
