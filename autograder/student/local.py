"""A student's own machine: the public checks on the work in a released folder.

Unlike when it is graded, the work runs in this process, with real tracebacks and pdb. Its values go through the same
codec and its checks through the same verdicts: what passes here passes there. Run only code that you trust, like yours.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from autograder.checks.cases import PUBLIC_SEED, Cases
from autograder.checks.check_run import CheckRun, Failure, call_check, current_run, running
from autograder.checks.recorded import Recorded, asking
from autograder.checks.torch_names import load_torch
from autograder.core.model import Assignment, BadInput, Check, Finding, QuestionResult, Result, Verdict
from autograder.course import course, submission_file
from autograder.course.course import EXPECTED
from autograder.course.student_folder import OwnFolder, read_folder, shadowing, with_modules
from autograder.isolation.worker import fake_packages
from autograder.isolation.worker.stage import Stage, fresh_namespace
from autograder.judge import explain, shrink
from autograder.judge.ports import LocalPort
from autograder.judge.submission import Submission
from autograder.judge.verdicts import Outcome, QuestionRun, question_results
from autograder.results import card
from autograder.results.result_json import ResultJson, result_json
from autograder.student.home_port import HomePort, RunCall

_UNREADABLE = ("SyntaxError", "IndentationError", "TabError")
loading = False  # while a notebook is loaded, its own `check(...)` cells say nothing


def staged(
    work: submission_file.SubmissionFile, seconds: float, questions: Sequence[str], framework: str = "torch"
) -> Stage:
    """A submission's cells, run here; of homework in NumPy as if PyTorch were not there."""
    global loading
    stage = Stage(fresh_namespace(work.module if work.module != "__main__" else "notebook"))
    loading = True
    try:
        with fake_packages.without("torch") if framework == "numpy" else nullcontext():
            stage.load(work.cells, seconds, False, questions, work.modules, work.twin)
    finally:
        loading = False
    return stage


def small_cases(lesson: Path, assignment: Assignment, checks: Sequence[Check]) -> dict[str, list[Any]]:
    """By check the small cases on which the lesson's solution passes, for `release.json`."""
    with fake_packages.lent(), redirect_stdout(io.StringIO()):
        ids = [question.id for question in assignment.questions]
        stage = staged(submission_file.read(lesson), assignment.limits.load_seconds, ids)
        submission = Submission(LocalPort(stage, debugging=True), assignment)
        small = shrink.SmallCases()
        found = {check.id: small.smallest_first(check, lambda: submission) for check in checks}
    return {check: [cases.size.to_json() for cases in by_size] for check, by_size in found.items() if by_size}


def _refuse_two_forms(work: submission_file.SubmissionFile, stage: Stage) -> None:
    """`BadInput` where a notebook and its text twin have answers in two forms: nobody knows which one is meant."""
    twice = [remark.about for remark in stage.remarks if remark.kind == "twice"]
    if twice:
        book, twin = work.path.name, work.twin[0][0]
        raise BadInput(
            f"{', '.join(twice)}: written both in {book} and in {twin}, and not alike. Copy what you want to keep into "
            f"{book}, then delete {twin}. (When graded, {book} would count.)"
        )


class LocalRun:
    """One student's work, loaded, and what the public checks found in it so far.

    `checks` are all that there are: one that was not asked for is run where what is said of another depends on it.
    `answers` are the expected ones that came with the homework: PyTorch is loaded for others alone.
    `debugging` is for pdb: no alarm ends a call, and what student code raises passes as it is. `load` runs the work
    anew, where that can be done: like a fresh worker, it remembers nothing of earlier calls. With `shows_prints` what
    the work prints in calls goes to where this process prints, besides being shown with a finding.
    """

    def __init__(
        self,
        assignment: Assignment,
        stage: Stage,
        file: str,
        notes: Sequence[str] = (),
        debugging: bool = False,
        device: str = "cpu",
        small: Mapping[str, Any] | None = None,
        load: Callable[[], Stage] | None = None,
        answers: Recorded | None = None,
        shows_prints: bool = False,
    ) -> None:
        self.assignment = assignment
        self.cases = Cases(PUBLIC_SEED)
        self._port = HomePort(stage, debugging, device, shows_prints)
        self.submission = Submission(self._port, assignment)
        self.checks: list[Check] = []
        self._device = device
        self._stage = stage
        self._file = file
        self._notes = list(notes)
        self._debugging = debugging
        self._load = load
        self._answers = answers
        self._small = small or {}
        seconds = assignment.limits.question_seconds
        self._runs = {question.id: QuestionRun(question, seconds) for question in assignment.questions}
        self._seen: dict[str, CheckRun] = {}

    @classmethod
    def open(cls, folder: Path, file: str | None = None, debugging: bool = False, device: str = "cpu") -> LocalRun:
        """Load the work of a released folder: `file`, or whichever of notebook and text twin was edited."""
        assignment, pristine, small = course.released(folder)
        assignment = assignment.with_practice
        ids = [question.id for question in assignment.questions]
        if file:
            work, note = with_modules(submission_file.read(Path(file)), OwnFolder(Path(file).parent)), ""
        else:
            work, note = read_folder(folder, assignment.id, pristine, {name.partition(".")[0] for name in ids})
        if assignment.framework == "torch":
            load_torch()
        fake_packages.install()
        began = time.monotonic()
        stage = staged(work, assignment.limits.load_seconds, ids, assignment.framework)
        _refuse_two_forms(work, stage)
        quick = time.monotonic() - began < shrink.SECONDS
        notes = [*work.notes, *([note] if note else []), *explain.notes(stage.remarks), *shadowing(folder)]
        load = functools.partial(staged, work, shrink.SECONDS, ids, assignment.framework) if quick else None
        answers = Recorded.of(folder / EXPECTED)
        device = assignment.runs_on(device)
        return cls(assignment, stage, work.path.name, notes, debugging, device, small, load, answers, shows_prints=True)

    @contextmanager
    def running(self, check: Check) -> Iterator[None]:
        """Around one check. Raises what ended it, or `Failure` for what it recorded, when its outcome is noted."""
        run = self._runs[check.question]
        run.stop = run.stop or explain.of_state(check.question, *self._stage.state(check.question))
        if run.stop is not None:
            run.record(Outcome(check, run.stop))
            raise Failure(run.stop)
        began = time.monotonic()
        self.submission.finish_by(began + run.left)
        with asking(self._answers), run.deciding(check, self.submission):
            self._seen[check.id] = current_run()
            yield
        run.left -= time.monotonic() - began
        outcome = run.outcomes[check.id]
        if outcome.error is not None:
            raise outcome.error
        if outcome.finding.verdict is not Verdict.PASSED:
            raise Failure(outcome.finding)

    def finding(self, check: Check, error: BaseException | None = None) -> Finding | None:
        """What a check found. `error` is what kept it from being run, such as a fixture that is not there."""
        run = self._runs[check.question]
        if error is not None and check.id not in run.outcomes:
            run.record(Outcome(check, explain.of_exception(error, check.question, run.seconds)))
        return run.outcomes[check.id].finding if check.id in run.outcomes else None

    def run(self, checks: Iterable[Check]) -> None:
        """Run checks without pytest, as a notebook does."""
        for check in checks:
            try:
                with self.running(check):
                    call_check(check, self.submission, self.cases)
            except KeyboardInterrupt:
                raise
            except BaseException:  # SystemExit and pytest's Skipped too: what came of it is noted
                continue

    def result(self) -> Result:
        """The public checks' result, as if they were all there is."""
        shown = [question for question, run in self._runs.items() if run.outcomes]
        uses = {question: self._stage.uses(question, self._runs) for question in self._runs}
        self._run_what_decides(shown, uses)
        runs = [run for run in self._runs.values() if run.outcomes]
        lost = {question for question in self._runs if self._stage.state(question)[0] != "there"}
        questions = [each for each in question_results(runs, uses, lost) if each.question.id in shown]
        return self._result_of(self._smaller(questions))

    def _result_of(self, questions: Sequence[QuestionResult]) -> Result:
        notes, device = tuple(self._notes), self._device
        return Result(self.assignment, "you", "", PUBLIC_SEED, device, "none", tuple(questions), 0.0, notes=notes)

    def _run_what_decides(self, shown: Iterable[str], uses: Mapping[str, Collection[str]]) -> None:
        """Run the checks of the questions that a failed one relies on: one of these may have to be fixed first."""
        failed = [question for question in shown if self._runs[question].failed]
        wanted = {other for question in failed for other in explain.reached(question, uses)}
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            self.run(each for each in self.checks if each.question in wanted and not self._runs[each.question].outcomes)

    def _smaller(self, questions: list[QuestionResult]) -> list[QuestionResult]:
        """The questions, what was found shown on smaller inputs; not under a debugger, where no alarm ends a call."""
        wanted = [result for question in questions for result in shrink.to_show(question)]
        if self._debugging or not wanted:
            return questions
        small, found = shrink.SmallCases(), {}
        with asking(self._answers), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            stage = self._load() if self._load else self._stage
            submission = Submission(HomePort(stage, device=self._device), self.assignment)
            submission.finish_by(time.monotonic() + shrink.SECONDS)
            for each in wanted:
                small.take(each.check.id, map(shrink.Size.of, self._small.get(each.check.id, [])))
                by_size = small.smallest_first(each.check, lambda: submission)
                found[each.check.id] = shrink.shrunk(each.check, each.finding, by_size, submission)
        return [shrink.with_findings(question, found) for question in questions]

    def stop_in(self, check: Check, run_call: RunCall) -> bool:
        """Run a check again, and make the call that its finding shows by `run_call(function, ...)`, as debuggers do.

        Returns whether there is such a call: not where student code was never reached.
        """
        seen = self._seen.get(check.id)
        call = seen.shown()[1] if seen is not None and seen.found_something() else None
        if seen is None or call is None:
            return False
        at = next(place for place, each in enumerate(seen.calls) if each is call)
        self.submission.finish_by(math.inf)
        with asking(self._answers), running(check), self._port.stopping(at, run_call):
            call_check(check, self.submission, self.cases)
        return True

    def card_of(self, check: Check) -> card.Card:
        """What one check found."""
        (found,) = question_results([self._runs[check.question]], {})
        only = tuple(each for each in found.checks if each.check.id == check.id)
        (question,) = result_json(self._result_of([dataclasses.replace(found, checks=only)]))["questions"]
        return card.question_card(question, [])

    def page(self, result: ResultJson, asked: card.Asked) -> card.HomePage:
        """Every question looked at: its score on the public checks, what is wrong, and as many hints as asked for."""
        where = f" · on {self._device}" if self.assignment.framework == "torch" else ""
        head = f"{self.assignment.id} · {self.assignment.title} · {self._file}{where}"
        ladders = {question.id: question.hints for question in self.assignment.questions}
        carried = [question.id for question in self.assignment.questions if question.carried and question.points]
        asked = dataclasses.replace(asked, ladders=ladders, waits=self._waits(), carried=carried)
        return card.home_page(result, head, self._notes, asked)

    def _waits(self) -> dict[str, str]:
        """The questions of which nothing can be said before a line of the file is fixed, which the notes show."""
        states = {question: self._stage.state(question)[0] for question in self._runs}
        lost = [question for question, state in states.items() if state == "lost"]
        uses = {question: self._stage.uses(question, self._runs) for question in self._runs}
        unreadable = any(remark.trouble.type in _UNREADABLE for remark in self._stage.remarks)
        waits = dict.fromkeys(lost, "It was never defined, because of the line above: fix that line first.")
        for question in states.keys() - lost:
            needed = [other for other in lost if other in explain.reached(question, uses)]
            if self._runs[question].failed and needed:
                waits[question] = f"It uses {' and '.join(needed)}: first fix the line above."
            elif states[question] == "missing" and unreadable:
                waits[question] = "It is not there: perhaps because of the line above."
        return waits
