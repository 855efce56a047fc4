"""One submission against one assignment's checks. Decides; starts no process, reads no file, prints nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from autograder.checks.cases import Cases
from autograder.checks.check_run import ComparingTime, call_check, running
from autograder.core.model import (
    Assignment,
    Check,
    CheckResult,
    CourseFault,
    Finding,
    Question,
    QuestionResult,
    Result,
    Verdict,
    shares,
)
from autograder.course.submission_file import SubmissionFile
from autograder.isolation.supervisor import Worker
from autograder.judge import explain
from autograder.judge.ports import WorkerGone
from autograder.judge.session import Session
from autograder.judge.shrink import CasesOfSize, SmallCases, shrunk
from autograder.judge.submission import Submission

MAX_NOTES = 5
SHRINK_SHARE, SHRINK_SECONDS = (
    0.2,
    4.0,
)  # smaller inputs may take this share of all judging so far, and these seconds beside


def examine(
    check: Check, submission: Submission, cases: Cases, patience: ComparingTime | None = None
) -> tuple[Finding, tuple[str, ...]]:
    """Run one check; whatever happens in it becomes a finding, but for the loss of the worker (`WorkerGone`).

    The notes say what was taken although it is not what was asked for.
    """
    with running(patience) as examination:
        try:
            call_check(check, submission, cases)
            finding = examination.outcome()
        except WorkerGone:
            raise
        except Exception as error:
            finding = examination.recognised(explain.of_exception(error, check.question))
            if finding.verdict is Verdict.JUDGE_ERROR and examination.found_something():
                finding = examination.unnamed()  # the check stumbled over a value that it had already found wrong
        return finding, tuple(examination.notes)


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
        self._small_cases = SmallCases()
        self._reference: Session | None = None
        self._shrink_seconds = SHRINK_SECONDS
        bare = [question for question, found in self._checks.items() if not found]
        if bare:
            raise CourseFault(f"{assignment.id}: no check for {', '.join(bare)}")

    def trust(self, reference: SubmissionFile, fork: Callable[[], Worker], device: str = "cpu") -> None:
        """Show findings on smaller inputs from here on, on such as this solution passes."""
        self._reference = Session(reference, self._ids, self.assignment.limits, device, fork)

    def grade(
        self,
        source: SubmissionFile,
        student: str,
        fork: Callable[[], Worker],
        *,
        isolation: str = "none",
        leaks: dict[str, str] | None = None,
        device: str = "cpu",
        engine: str = "",
        notes: tuple[str, ...] = (),
        shrink: bool = True,
    ) -> Result:
        """The result of one submission. `fork` gives a fresh worker; all else about processes is its business.

        `smallest`: what was found is shown on the smallest inputs that show it, not on those that were drawn.
        """
        started = time.monotonic()
        session = Session(source, self._ids, self.assignment.limits, device, fork)
        runs = [
            QuestionRun(question, self.assignment.limits.question_seconds) for question in self.assignment.questions
        ]
        try:
            # Hidden checks come last of all: what student code sees in them must not come out where messages are shown.
            for public in (True, False):
                for run in runs:
                    self._look(run, [c for c in self._checks[run.question.id] if _shown(c) is public], session)
            questions = self._results(runs, session)
            judged, told_apart = time.monotonic(), sum(session.timings.values())
            self._shrink_seconds += (judged - started) * SHRINK_SHARE
            if shrink and self._reference is not None and session.fatal is None and self._shrink_seconds > 0:
                questions = self._smaller(
                    questions, session, self._shrink_seconds / 2
                )  # a slow one leaves the next some
                self._shrink_seconds -= time.monotonic() - judged
        finally:
            session.close()
        session.timings["smaller"] = time.monotonic() - judged - (sum(session.timings.values()) - told_apart)
        session.timings["answers"] = sum(run.answered for run in runs)
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

    def _look(self, run: QuestionRun, checks: Sequence[Check], session: Session) -> None:
        """Run some of a question's checks, on what is left of its time."""
        question = run.question
        handle: Submission | None = None
        session.crashes = run.crashes  # one question's crashes cost no other
        began = time.monotonic()
        stop = run.stop or session.unreachable(question.id)
        for check in checks:
            finding = stop
            notes: tuple[str, ...] = ()
            while finding is None:
                try:
                    if handle is None:
                        port = session.ready()
                        port.begin()
                        handle, began = Submission(port, self.assignment), time.monotonic()
                        handle.finish_by(began + run.left)
                    finding, notes = examine(check, handle, self.cases, run.patience)
                    run.answered += handle.take_seconds()
                except WorkerGone as error:
                    gone, spent = session.lost(error, f"in {question.id}"), time.monotonic() - began
                    if not session.tries_again(gone):
                        finding = Finding(gone.verdict, str(gone))
                        run.left -= spent if handle is not None else 0.0
                        said = session.stop_reason()
                        stop = Finding(Verdict.CRASHED, said) if said else None
                    handle = None
            if finding.verdict is Verdict.TIMEOUT:
                stop = finding  # the time is the question's, not each check's
            run.found[check.id] = finding, notes
        run.stop, run.crashes = stop, session.crashes
        if handle is not None:
            run.left -= time.monotonic() - began

    def _results(self, runs: Sequence[QuestionRun], session: Session) -> list[QuestionResult]:
        failed = {run.question.id for run in runs if run.failed}
        uses = session.loaded.uses if session.loaded else {}
        return [self._result(each, explain.first_to_mend(each.question.id, failed, uses)) for each in runs]

    def _result(self, run: QuestionRun, relies_on: str) -> QuestionResult:
        checks = self._checks[run.question.id]
        said = explain.explained([run.found[check.id][0] for check in checks], relies_on)
        points = shares(run.question.points, checks)
        rows = zip(checks, said, points, strict=True)
        return QuestionResult(
            run.question,
            tuple(CheckResult(check, finding, worth, run.found[check.id][1]) for check, finding, worth in rows),
        )

    def _smaller(self, questions: list[QuestionResult], session: Session, seconds: float) -> list[QuestionResult]:
        """The questions, their findings on smaller inputs as far as the time goes. No verdict is touched any more.

        In a worker of its own, which has seen no hidden check; where the file takes too long to run again, not at all.
        """
        wanted = [
            (place, check, self._small(check.check)) for place, each in enumerate(questions) for check in to_show(each)
        ]
        if not wanted or session.timings["load"] > seconds:
            return questions
        session.close()
        session.load_seconds = min(session.load_seconds, seconds)
        shown = list(questions)
        try:
            handle = Submission(session.ready(), self.assignment)
            handle.finish_by(time.monotonic() + seconds)
            for place, check, by_size in wanted:
                finding = shrunk(check.check, check.finding, by_size, handle)
                checks = tuple(
                    replace(each, finding=finding) if each is check else each for each in shown[place].checks
                )
                shown[place] = replace(shown[place], checks=checks)
        except WorkerGone as gone:
            session.lost(gone, "on smaller inputs")  # what was found before stands
        return shown

    def _small(self, check: Check) -> list[CasesOfSize]:
        """The small cases of a check. The reference is asked once a run, in a worker of its own."""
        assert self._reference is not None
        try:
            return self._small_cases.smallest_first(check, self._asked)
        except WorkerGone as gone:
            self._reference.lost(gone, "on smaller inputs")
            self._small_cases.take(check.id, [])
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
class QuestionRun:
    """One question of one submission under way: what was found, and what is left of its time and its patience."""

    question: Question
    left: float
    crashes: int = 0
    answered: float = 0.0
    stop: Finding | None = None
    patience: ComparingTime = field(default_factory=ComparingTime)
    found: dict[str, tuple[Finding, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether any check was not passed."""
        return any(finding.verdict is not Verdict.PASSED for finding, _ in self.found.values())


def _shown(check: Check) -> bool:
    return check.visibility == "public"
