"""One submission against one assignment's checks. Decides; starts no process, reads no file, prints nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.checks.cases import Cases
from autograder.checks.check_run import call_check, running
from autograder.checks.comparison import Call
from autograder.core.model import Assignment, Check, CourseFault, Result
from autograder.course.submission_file import SubmissionFile
from autograder.isolation.supervisor import Workers
from autograder.judge import carried, explain, shrink
from autograder.judge.carried import Carrier
from autograder.judge.function_source import source_of
from autograder.judge.marking import Marking
from autograder.judge.ports import WorkerGone
from autograder.judge.session import Session, told_apart
from autograder.judge.smaller import Smaller
from autograder.judge.submission import Submission
from autograder.judge.verdicts import question_results


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
        session, carrier, showing = Session(source, self._ids, workers), None, None
        if self._reference is not None:
            known = self._reference.source
            carrier = Carrier(self.assignment, self._texts, self._intermediates, source, known, workers, self._answers)
            showing = Smaller(self.assignment, self._small, session.timings) if smaller else None
        marking = Marking(self.assignment, self._checks, self.cases, session, carrier, showing)
        timings = session.timings
        try:
            marking.run()
            timings["answers"] = sum(run.answered for run in marking.runs)
            with told_apart(timings, "carried"):
                marking.carry()
            questions = question_results(marking.runs, session.loaded.uses if session.loaded else {})
            if showing is not None and session.fatal is None:
                questions = showing.shown(questions, session, marking.sessions)
        finally:
            session.close()
            marking.close()
            if carrier is not None:
                carrier.close()
        total = time.monotonic() - started
        timings["judge"] = total - sum(timings.values())
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
            timings,
        )

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
