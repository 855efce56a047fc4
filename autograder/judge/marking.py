"""The questions of one submission at work: each judged by itself, and once more where it calls what is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from autograder.checks.cases import Cases
from autograder.checks.check_run import call_check
from autograder.core.model import Assignment, Check, Finding, Verdict
from autograder.judge import carried
from autograder.judge.carried import Carrier
from autograder.judge.ports import WorkerGone
from autograder.judge.session import Session
from autograder.judge.smaller import Smaller
from autograder.judge.submission import Submission
from autograder.judge.verdicts import Outcome, QuestionRun

QUICK = 0.5  # seconds: a file that is loaded in less may be loaded once more for the rest of a question


class Marking:
    """One submission's questions under way; `runs` are those that count so far, and `sessions` those that they ran in,
    by question, where it was carried.

    A question that fails is set aside where it could call another one that failed: it is carried later, and what it is
    worth by itself matters only if it is not right then.
    """

    def __init__(
        self,
        assignment: Assignment,
        checks: Mapping[str, Sequence[Check]],
        cases: Cases,
        session: Session,
        carrier: Carrier | None,
        smaller: Smaller | None,
    ) -> None:
        self.runs = [QuestionRun(question, assignment.limits.question_seconds) for question in assignment.questions]
        self.sessions: dict[str, Session] = {}
        self._assignment = assignment
        self._checks = checks
        self._cases = cases
        self._session = session
        self._carrier = carrier
        self._smaller = smaller
        self._aside: set[str] = set()
        self._waits: dict[tuple[str, ...], bool] = {}  # by the question, and those that could be lent to it

    def run(self) -> None:
        """Judge each question by itself.

        Hidden checks come last of all: what student code sees in them must not come out where messages are shown.
        """
        for run in self.runs:
            self._run(run, True, self._session, self._set_aside)
        for run in self.runs:
            if not self._set_aside(run):
                self._after_public(run, self._session)
        for run in self.runs:
            self._run(run, False, self._session, self._set_aside)

    def carry(self) -> None:
        """Exchange the run of a question that failed beside others for one in which those are right, if that counts.

        What turns out to be right by itself is lent to no later question: it is right where what it calls is.
        """
        wrong, again = carried.wrong_ones(self.runs), dict[str, QuestionRun]()
        self._session.look_again()
        for run in self.runs:
            second = self._carried(run, wrong)
            if second is None:
                self._complete(run)
                continue
            again[run.question.id] = second
            if not second.failed:
                del wrong[run.question.id]
        for name in carried.in_a_circle({name: run.carried for name, run in again.items()}):
            del again[name], self.sessions[name]
        for run in self.runs:
            if run.question.id not in again:
                self._complete(run)
        self.runs = [again.get(run.question.id, run) for run in self.runs]

    def _carried(self, run: QuestionRun, wrong: Mapping[str, Verdict]) -> QuestionRun | None:
        """The run of a question with all that is `wrong` elsewhere lent to it, where that is the one that counts."""
        question, carrier = run.question, self._carrier
        if carrier is None or self._session.fatal is not None or len(wrong) < 2:
            return None
        others = [name for name in wrong if name != question.id]
        made = carrier.session(question, wrong) if run.attempted else None
        if made is None:
            return None
        if not self._could_call(run, others):
            run.alone = True
            return None
        fresh, lender = made
        began, second = time.monotonic(), QuestionRun(question, run.seconds)
        second.left = min(second.left, carrier.left)
        lent = [name for name in others if carrier.lends(self._assignment.question(name), question)]
        run.unlent = second.unlent = tuple(name for name in others if name not in lent)
        try:
            self._run(second, True, fresh)
            second.carried = lender.called
            if second.carried:
                self._after_public(second, fresh)
            self._run(second, False, fresh)
            second.carried = lender.called
        finally:
            fresh.close()
            carrier.left -= time.monotonic() - began
        run.alone = not second.carried
        if second.failed or run.alone:
            self._complete(run)  # to compare the marks of both
        if not carried.counts(run, second):
            return None
        self.sessions[question.id] = fresh
        return second

    def close(self) -> None:
        """End the workers in which questions were carried."""
        for session in self.sessions.values():
            session.close()

    def _complete(self, run: QuestionRun) -> None:
        """Run the rest of a question that was set aside, in a worker that has seen no hidden check."""
        if run.question.id in self._aside:
            self._aside.remove(run.question.id)
            self._session.close()
            self._run(run, True, self._session)
            self._after_public(run, self._session)
            self._run(run, False, self._session)

    def _after_public(self, run: QuestionRun, session: Session) -> None:
        """Between the public checks of a question and its hidden ones, which the worker has not seen yet."""
        if self._smaller is not None:
            self._smaller.after_public(run, session, {each.question.id for each in self.runs if each.fails_publicly})

    def _set_aside(self, run: QuestionRun) -> bool:
        """Whether the rest of a question waits: it failed, and could call another one that did.

        Not where its code could remember what it was asked before: the rest is run in another worker.
        """
        name = run.question.id
        if self._carrier is None or name in self._aside or not run.attempted or run.stop is not None:
            return name in self._aside
        wrong = [each.question for each in self.runs if each.failed]
        lent = tuple(each.id for each in wrong if self._carrier.lends(each, run.question))
        if not lent or self._session.last_load > QUICK:
            return False
        if (name, *lent) not in self._waits:
            asked = {name, *run.called}
            self._waits[(name, *lent)] = self._could_call(run, lent) and not self._session.may_remember(asked)
        if self._waits[(name, *lent)]:
            self._aside.add(name)
        return name in self._aside

    def _could_call(self, run: QuestionRun, others: Sequence[str]) -> bool:
        """Whether a question's checks called one of the others, or its code could."""
        return not run.called.isdisjoint(others) or self._session.could_call(run.question.id, others)

    def _run(
        self,
        run: QuestionRun,
        public: bool,
        session: Session,
        set_aside: Callable[[QuestionRun], bool] = lambda _: False,
    ) -> None:
        """Run a question's public checks, or its hidden ones, that were not run yet, on what is left of its time."""
        handle: Submission | None = None
        session.crashes = run.crashes  # one question's crashes cost no other
        began = time.monotonic()
        run.stop = run.stop or session.unreachable(run.question.id)
        for check in (each for each in self._checks[run.question.id] if each.is_public is public):
            if set_aside(run):
                break
            while run.stop is None and check.id not in run.outcomes:
                try:
                    if handle is None:
                        port = session.ready()
                        port.begin()
                        handle, began = Submission(port, self._assignment), time.monotonic()
                        handle.finish_by(began + run.left)
                    with run.deciding(check, handle):
                        call_check(check, handle, self._cases)
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
