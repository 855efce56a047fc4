"""One submission against one assignment's checks. Decides; starts no process, reads no file, prints nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.checks.cases import Cases
from autograder.checks.check_run import Call, call_check, running
from autograder.core.model import Assignment, Check, CourseFault, Finding, QuestionResult, Result, Verdict
from autograder.course.submission_file import SubmissionFile
from autograder.isolation.supervisor import Workers
from autograder.judge import carried, explain, shrink
from autograder.judge.carried import Carrier
from autograder.judge.function_source import source_of
from autograder.judge.ports import WorkerGone
from autograder.judge.session import Session
from autograder.judge.submission import Submission
from autograder.judge.verdicts import Outcome, QuestionRun, question_results

SHRINK_SHARE = 0.2  # of what judging a submission took: so much longer may looking for smaller inputs take


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
        self._small_cases = shrink.SmallCases()
        self._reference: Session | None = None
        self._answers = carried.Answers()
        self._texts = {name: source_of(function) for name, function in marked(checks, "stands_in").items()}
        self._intermediates = marked(checks, "intermediates_of")
        bare = [question for question, found in self._checks.items() if not found]
        if bare:
            raise CourseFault(f"{assignment.id}: no check for {', '.join(bare)}")

    def trust(self, reference: SubmissionFile, workers: Workers) -> None:
        """Show findings on smaller inputs from here on, on such as this solution passes."""
        self._reference = Session(reference, self._ids, workers)

    def grade(
        self,
        source: SubmissionFile,
        student: str,
        workers: Workers,
        *,
        engine: str = "",
        notes: tuple[str, ...] = (),
        smaller: bool = True,
    ) -> Result:
        """The result of one submission. `workers` gives fresh workers, and is all that is known of processes here.

        `smaller`: what was found is shown on the smallest inputs that show it, not on those that were drawn.
        """
        isolation = workers.isolation  # measured before the clock runs
        started = time.monotonic()
        session = Session(source, self._ids, workers)
        seconds = self.assignment.limits.question_seconds
        runs = [QuestionRun(question, seconds) for question in self.assignment.questions]
        known = self._reference
        carrier = None
        if known is not None:
            carrier = Carrier(
                self.assignment, self._texts, self._intermediates, source, known.source, workers, self._answers
            )
        try:
            # Hidden checks come last of all: what student code sees in them must not come out where messages are shown.
            for public in (True, False):
                for run in runs:
                    self._run(run, [c for c in self._checks[run.question.id] if _shown(c) is public], session)
            ran, session.timings["answers"] = time.monotonic(), sum(run.answered for run in runs)
            runs = self._carry(runs, session, carrier)
            session.timings["carried"] = time.monotonic() - ran
            questions = question_results(runs, session.loaded.uses if session.loaded else {})
            judged, told_apart = time.monotonic(), sum(session.timings.values())
            if smaller and self._reference is not None and session.fatal is None:
                seconds = shrink.SECONDS + (judged - started) * SHRINK_SHARE
                questions = self._smaller(questions, session, carrier.sessions if carrier else {}, seconds)
        finally:
            session.close()
            if carrier is not None:
                carrier.close()
        session.timings["smaller"] = time.monotonic() - judged - (sum(session.timings.values()) - told_apart)
        total = time.monotonic() - started
        session.timings["judge"] = total - sum(session.timings.values())
        said = explain.notes(session.loaded.remarks if session.loaded else [])
        return Result(
            self.assignment,
            student,
            source.sha256,
            self.cases.seed,
            workers.device,
            isolation.level,
            tuple(questions),
            total,
            engine,
            (*notes, *source.notes, *said),
            isolation.leaks,
            session.timings,
        )

    def _run(self, run: QuestionRun, checks: Sequence[Check], session: Session) -> None:
        """Run some of a question's checks, on what is left of its time."""
        handle: Submission | None = None
        session.crashes = run.crashes  # one question's crashes cost no other
        began = time.monotonic()
        run.stop = run.stop or session.unreachable(run.question.id)
        for check in checks:
            while run.stop is None and check.id not in run.outcomes:
                try:
                    if handle is None:
                        port = session.ready()
                        port.begin()
                        handle, began = Submission(port, self.assignment), time.monotonic()
                        handle.finish_by(began + run.left)
                    with run.deciding(check, handle):
                        call_check(check, handle, self.cases)
                    run.answered += handle.take_seconds()
                except WorkerGone as error:
                    gone, spent = session.lost(error, f"in {run.question.id}"), time.monotonic() - began
                    if not session.tries_again(gone):
                        run.left -= spent if handle is not None else 0.0
                        run.record(Outcome(check, Finding(gone.verdict, str(gone))))
                        said = session.stop_reason()
                        if said and run.stop is None:
                            run.stop = Finding(Verdict.CRASHED, said)
                    handle = None
            if run.stop is not None and check.id not in run.outcomes:
                run.record(Outcome(check, run.stop))
        run.crashes = session.crashes
        if handle is not None:
            run.left -= time.monotonic() - began

    def _carry(self, runs: Sequence[QuestionRun], session: Session, carrier: Carrier | None) -> list[QuestionRun]:
        """The runs that count: of a question that failed beside others, perhaps one in which those are right.

        What turns out to be right by itself is lent to no later question: it is right where what it calls is.
        """
        wrong, again = carried.wrong_ones(runs), dict[str, QuestionRun]()
        if carrier is None or session.fatal is not None or len(wrong) < 2:
            return list(runs)
        for run in runs:
            question = run.question
            others = [name for name in wrong if name != question.id]
            made = carrier.session(question, wrong) if run.attempted else None
            if made is None:
                continue
            if run.called.isdisjoint(others) and not session.could_call(question.id, others):
                run.alone = True
                continue
            fresh, lender = made
            began, second = time.monotonic(), QuestionRun(question, run.seconds)
            second.left = min(second.left, carrier.left)
            try:
                for public in (True, False):
                    self._run(second, [c for c in self._checks[question.id] if _shown(c) is public], fresh)
            finally:
                fresh.close()
                carrier.left -= time.monotonic() - began
            run.alone = not lender.called
            lent = [name for name in others if carrier.lends(self.assignment.question(name), question)]
            run.unlent = second.unlent = tuple(name for name in others if name not in lent)
            if carried.counts(run, second, lender.called):
                second.carried = lender.called
                again[question.id], carrier.sessions[question.id] = second, fresh
                if not second.failed:
                    del wrong[question.id]
        for name in carried.in_a_circle({name: run.carried for name, run in again.items()}):
            del again[name], carrier.sessions[name]
        return [again.get(run.question.id, run) for run in runs]

    def _smaller(
        self, questions: list[QuestionResult], session: Session, sessions: Mapping[str, Session], seconds: float
    ) -> list[QuestionResult]:
        """The questions, their findings on smaller inputs as far as the time goes. No verdict is touched any more.

        Public checks are asked first, in a worker that has seen no hidden one, and each hidden check in a worker of its
        own: what student code saw in one cannot come out where another is shown. Where the file takes too long to run
        again, nothing is asked. `sessions`, by question, are those in which what it calls is right.
        """
        wanted = [result for question in questions for result in shrink.to_show(question)]
        mine = [each for each in wanted if each.check.question not in sessions]
        groups = [(session, [each for each in mine if _shown(each.check)])]
        for name, other in sessions.items():
            groups.append((other, [each for each in wanted if each.check.question == name and _shown(each.check)]))
        hidden = [each for each in wanted if not _shown(each.check)]
        groups += [(sessions.get(each.check.question, session), [each]) for each in hidden]
        found: dict[str, Finding] = {}
        for at_work, group in groups:
            if not group:
                continue
            small = {each.check.id: self._small(each.check) for each in group}
            if session.timings["load"] > seconds:
                break
            began = time.monotonic()
            at_work.close()
            at_work.load_seconds = min(at_work.load_seconds, seconds)
            try:
                handle = Submission(at_work.ready(), self.assignment)
                handle.finish_by(began + seconds)
                for each in group:
                    found[each.check.id] = shrink.shrunk(each.check, each.finding, small[each.check.id], handle)
            except WorkerGone as gone:
                at_work.lost(gone, "on smaller inputs")  # what was found before stands
            seconds -= time.monotonic() - began
        return [shrink.with_findings(question, found) for question in questions]

    def _small(self, check: Check) -> list[shrink.CasesOfSize]:
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

    @property
    def checks(self) -> list[Check]:
        """All checks, question by question."""
        return [check for found in self._checks.values() for check in found]

    def reference_calls(self, check: Check) -> list[Call]:
        """The calls that a check makes of the reference solution, in a worker of its own; `trust` comes first."""
        assert self._reference is not None
        try:
            with running(check) as run:
                call_check(check, self._asked(), self.cases)
                return run.calls
        finally:
            self._reference.close()

    def _asked(self) -> Submission:
        assert self._reference is not None
        handle = Submission(self._reference.ready(), self.assignment)
        handle.finish_by(time.monotonic() + self.assignment.limits.question_seconds)
        return handle


def marked(checks: Sequence[Check], mark: str) -> dict[str, Callable[..., Any]]:
    """By question, the functions of the check files that a decorator gave the mark."""
    files = {id(check.function.__globals__): check.function.__globals__ for check in checks}
    values = (value for file in files.values() for value in list(file.values()))
    return {getattr(value, mark): value for value in values if isinstance(getattr(value, mark, None), str)}


def _shown(check: Check) -> bool:
    return check.visibility == "public"
