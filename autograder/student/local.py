"""A student's own machine: the public checks on the work in a released folder.

The work runs in this process, unlike when it is graded: real tracebacks and pdb, and the same codec, so that
what passes here passes there. Only run code you trust, which your own is.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.checks.cases import PUBLIC_SEED, Cases
from autograder.checks.check_run import CheckRun, Failure, call_check, running
from autograder.core.model import (
    PASSED,
    Assignment,
    Check,
    CheckResult,
    Finding,
    QuestionResult,
    Result,
    Verdict,
    shares,
)
from autograder.course import course, submission_file
from autograder.isolation.worker import fake_packages
from autograder.isolation.worker.stage import OutOfTime, Stage, fresh_namespace
from autograder.judge import explain, judge, shrink
from autograder.judge.ports import LocalPort, StudentError
from autograder.judge.submission import Submission
from autograder.results import terminal
from autograder.results.result_json import result_json

SECONDS = 0.5  # of each question, for smaller inputs
loading = False  # while a notebook is loaded, its own `check(...)` cells say nothing


def staged(work: submission_file.SubmissionFile, seconds: float) -> Stage:
    """A submission's cells, run here."""
    global loading
    stage = Stage(fresh_namespace(work.module if work.module != "__main__" else "notebook"))
    loading = True
    try:
        stage.load(list(work.cells), seconds, isolated=False)
    finally:
        loading = False
    return stage


def small_cases(lesson: Path, assignment: Assignment, checks: Sequence[Check]) -> dict[str, list[Any]]:
    """By check the small cases on which the lesson's solution passes, for `release.json`."""
    with fake_packages.lent(), redirect_stdout(io.StringIO()):
        stage = staged(submission_file.read(lesson), assignment.limits.load_seconds)
        submission = Submission(LocalPort(stage, alarms=False), assignment)
        small = shrink.SmallCases()
        found = {check.id: small.smallest_first(check, lambda: submission) for check in checks}
    return {check: [cases.size.to_json() for cases in by_size] for check, by_size in found.items() if by_size}


class LocalRun:
    """One student's work, loaded, and what the public checks found in it so far."""

    def __init__(
        self,
        assignment: Assignment,
        stage: Stage,
        file: str,
        notes: Sequence[str] = (),
        alarms: bool = True,
        device: str = "cpu",
        small: Mapping[str, Any] | None = None,
    ) -> None:
        self.assignment = assignment
        self.cases = Cases(PUBLIC_SEED)
        self.submission = Submission(LocalPort(stage, alarms, device), assignment)
        self._device = device
        self._stage = stage
        self._file = file
        self._notes = list(notes)
        self._alarms = alarms
        self._small = small or {}
        self._ends: dict[str, float] = {}
        self._found: dict[str, tuple[Check, Finding]] = {}
        self._examination = CheckRun()

    @classmethod
    def open(cls, folder: Path, file: str | None = None, alarms: bool = True, device: str = "cpu") -> LocalRun:
        """Load the work of a released folder: `file`, or whichever of notebook and text twin was edited."""
        assignment, pristine, small = course.released(folder)
        assignment = assignment.with_practice
        path, note = (Path(file), "") if file else submission_file.choose(folder, assignment.id, pristine)
        work = submission_file.read(path)
        fake_packages.install()
        stage = staged(work, assignment.limits.load_seconds)
        notes = [*work.notes, *([note] if note else []), *(explain.note_of_load(t) for _, t in stage.lost[:3])]
        return cls(assignment, stage, path.name, notes, alarms, assignment.runs_on(device), small)

    @contextmanager
    def looking_at(self, check: Check) -> Iterator[None]:
        """Around one check: raises `Failure` for what it recorded; the student's own exceptions pass as they are."""
        self._examination = CheckRun()
        ends = time.monotonic() + self.assignment.limits.question_seconds
        self.submission.finish_by(self._ends.setdefault(check.question, ends))
        finding = explain.of_state(check.question, *self._stage.state(check.question))
        if finding is not None:
            raise Failure(finding)
        with running() as self._examination:
            yield
            finding = self._examination.outcome()
            if finding.verdict is not Verdict.PASSED:
                raise Failure(finding)

    def record(self, check: Check, error: BaseException | None) -> Finding:
        """Note what came of a check, from the exception that ended it; returns the finding."""
        finding = PASSED
        if error is not None:
            trouble = self._stage.trouble(error)
            if trouble.frames and not isinstance(error, (Failure, AssertionError)):
                error = StudentError(trouble)
            finding = explain.of_exception(error, check.question)
            finding = self._examination.recognised(finding)
        self._found[check.id] = (check, finding)
        return finding

    def look(self, checks: Sequence[Check]) -> None:
        """Run checks without pytest, as a notebook does."""
        for check in checks:
            try:
                with self.looking_at(check):
                    call_check(check, self.submission, self.cases)
            except (Exception, SystemExit, OutOfTime) as error:
                self.record(check, error)
            else:
                self.record(check, None)

    def result(self) -> Result:
        """The public checks' result, as if they were all there is."""
        questions = []
        ids = [question.id for question in self.assignment.questions]
        uses = {question: self._stage.uses(question, ids) for question in ids}
        failed = {question for question in ids if self._stage.state(question)[0] != "there"}
        failed |= {check.question for check, finding in self._found.values() if finding.verdict is not Verdict.PASSED}
        for question in self.assignment.questions:
            found = [pair for pair in self._found.values() if pair[0].question == question.id]
            if found:
                worth = shares(question.points, [check for check, _ in found])
                other = explain.first_to_mend(question.id, failed, uses)
                said = explain.explained([finding for _, finding in found], other)
                rows = zip(found, said, worth, strict=True)
                results = tuple(CheckResult(check, finding, points) for (check, _), finding, points in rows)
                questions.append(self._smaller(QuestionResult(question, results)))
        return Result(
            self.assignment,
            "you",
            "",
            PUBLIC_SEED,
            self._device,
            "none",
            tuple(questions),
            0.0,
            notes=tuple(self._notes),
        )

    def _smaller(self, question: QuestionResult) -> QuestionResult:
        """The question, what was found shown on smaller inputs; not under a debugger, where no alarm ends a call."""
        if not self._alarms:
            return question
        small = shrink.SmallCases()
        self.submission.finish_by(time.monotonic() + SECONDS)
        shown = {}
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            for result in judge.to_show(question):
                small.take(result.check.id, map(shrink.Size.of, self._small.get(result.check.id, [])))
                by_size = small.smallest_first(result.check, lambda: self.submission)
                shown[result.check.id] = shrink.shrunk(result.check, result.finding, by_size, self.submission)
        checks = tuple(replace(each, finding=shown.get(each.check.id, each.finding)) for each in question.checks)
        return replace(question, checks=checks)

    def page(self, hints: int, notebook: bool = False) -> terminal.Page:
        """Every question looked at: its score on the public checks, what is wrong, and as many hints as asked for."""
        where = f" · on {self._device}" if self.assignment.framework == "torch" else ""
        head = f"{self.assignment.id} · {self.assignment.title} · {self._file}{where}"
        ladders = {question.id: question.hints for question in self.assignment.questions}
        return terminal.home_page(result_json(self.result()), head, self._notes, ladders, max(hints, 0), notebook)
