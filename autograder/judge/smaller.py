"""Findings shown on smaller inputs: in which worker these are looked for, and for how long. No verdict is touched."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence

from autograder.core.model import Assignment, Check, CheckResult, Finding, QuestionResult
from autograder.judge import shrink
from autograder.judge.ports import WorkerGone
from autograder.judge.session import Session, told_apart
from autograder.judge.submission import Submission
from autograder.judge.verdicts import QuestionRun, question_results

SHARE = 0.2  # of what judging a submission took: so much longer may looking for smaller inputs take


class Smaller:
    """Looks for the smallest inputs that show what was found in one submission, while there is time.

    Public checks are asked in a worker that has seen no hidden one, and each hidden check in a worker of its own: what
    student code saw in one cannot come out where another is shown. `small` gives the small cases of a check; the time
    is noted in `timings`.
    """

    def __init__(
        self, assignment: Assignment, small: Callable[[Check], Sequence[shrink.CasesOfSize]], timings: dict[str, float]
    ) -> None:
        self._assignment = assignment
        self._small = small
        self._timings = timings
        self._began = time.monotonic()
        self._spent = 0.0
        self._found: dict[tuple[str, str], tuple[Finding, Finding]] = {}

    def after_public(self, run: QuestionRun, session: Session, failed: Collection[str]) -> None:
        """Ask the public checks of a question in the worker in which they were just run, before it sees a hidden one.

        Not where the code could remember that, and answer hidden checks otherwise: no mark hangs on smaller inputs.
        `failed` are the questions that fail in public checks so far. If a finding gets another name by what is seen
        later, it is looked at again.
        """
        if run.failed and session.loaded is not None and not session.may_remember(run.called):
            (question,) = question_results([run], session.loaded.uses, failed)
            self._search([each for each in shrink.to_show(question) if each.check.is_public], session)

    def shown(
        self, questions: Sequence[QuestionResult], session: Session, carried: Mapping[str, Session]
    ) -> list[QuestionResult]:
        """The questions, their findings on smaller inputs as far as the time went. `carried`, by question, are the
        sessions in which what it calls is right."""
        wanted = [
            (carried.get(question.question.id, session), each)
            for question in questions
            for each in shrink.to_show(question)
        ]
        left = [(at_work, each) for at_work, each in wanted if self._of(each, at_work) is None]
        for at_work in (session, *carried.values()):
            self._search([each for its, each in left if its is at_work and each.check.is_public], at_work, fresh=True)
        for at_work, each in left:
            if not each.check.is_public:
                self._search([each], at_work, fresh=True)
        found = {each.check.id: self._of(each, at_work) or each.finding for at_work, each in wanted}
        return [shrink.with_findings(question, found) for question in questions]

    def _of(self, result: CheckResult, session: Session) -> Finding | None:
        """What was found for a result before, in that session."""
        before, after = self._found.get((session.judged, result.check.id), (None, None))
        return after if before == result.finding else None

    def _search(self, wanted: Sequence[CheckResult], session: Session, fresh: bool = False) -> None:
        """Ask some checks on smaller inputs, in a `fresh` worker or the present one. Nothing is asked where the file
        takes too long to run again."""
        if not wanted:
            return
        with told_apart(self._timings, "smaller"):
            # Small cases are looked for once a run, on nobody's time.
            small = {each.check.id: self._small(each.check) for each in wanted}
            began = time.monotonic()
            seconds = shrink.SECONDS + (began - self._began - self._spent) * SHARE - self._spent
            if session.timings["load"] > seconds:
                return
            if fresh:
                session.close()
                session.load_seconds = min(session.load_seconds, seconds)
            found = {each.check.id: (each.finding, each.finding) for each in wanted}
            try:
                handle = Submission(session.ready(), self._assignment)
                handle.finish_by(began + seconds)
                for each in wanted:
                    smaller = shrink.shrunk(each.check, each.finding, small[each.check.id], handle)
                    found[each.check.id] = each.finding, smaller
            except WorkerGone:
                session.close()  # what was found before stands
            self._found |= {(session.judged, check): each for check, each in found.items()}
            self._spent += time.monotonic() - began
