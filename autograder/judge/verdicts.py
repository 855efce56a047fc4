"""What came of a check and of a question. Decided here alone, for the judge and for a student's own machine.

Both run a check under `QuestionRun.deciding`: whatever happens in it becomes an `Outcome`. Both make the questions'
results with `question_results`: which name a finding gets, and which other question has to be fixed first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from autograder.checks.check_run import running
from autograder.checks.comparison import ComparingTime
from autograder.core.model import Check, CheckResult, Finding, Question, QuestionResult, Verdict, shares, worst
from autograder.judge import explain
from autograder.judge.ports import WorkerGone
from autograder.judge.submission import Submission


@dataclass(frozen=True)
class Outcome:
    """What one check found. `error` is the exception that ended it, where one did; `notes` say what was taken although
    it is not what was asked for; `right` are the parts of the answer that were right in every case."""

    check: Check
    finding: Finding
    notes: tuple[str, ...] = ()
    error: BaseException | None = None
    right: frozenset[str] = frozenset()


@dataclass
class QuestionRun:
    """One question of one submission under way: what its checks found, and what is left of its time.

    `seconds` is the time that the question has in all, `left` what remains of it. `crashes` counts the workers that it
    ended. `answered` are the seconds that student code took, `earlier` the right answers to its calls so far. Once
    `stop` is there, no further check is run: it stands for all that are left. `called` are the questions that its
    checks have called, `carried` those that failed and whose right answers this run was lent, `unlent` those that
    failed and could not be. `alone`: it is known to call none of those that were lent, or of all that failed.
    """

    question: Question
    seconds: float
    left: float = field(init=False)
    crashes: int = 0
    answered: float = 0.0
    stop: Finding | None = None
    comparing: ComparingTime = field(default_factory=ComparingTime)
    earlier: list[Any] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    carried: tuple[str, ...] = ()
    unlent: tuple[str, ...] = ()
    alone: bool = False

    def __post_init__(self) -> None:
        self.left = self.seconds

    @contextmanager
    def deciding(self, check: Check, submission: Submission) -> Iterator[None]:
        """Around one check at work. What it raises becomes its outcome and goes no further, but for `WorkerGone`, after
        which the check may be run again, and Ctrl-C."""
        error: BaseException | None = None
        with running(check, self.comparing, self.earlier) as run:
            try:
                yield
                finding = run.outcome()
            except (WorkerGone, KeyboardInterrupt, GeneratorExit):
                raise
            except BaseException as raised:  # pytest's Skipped too, and SystemExit: a check that ends has an outcome
                error = raised
                finding = explain.of_exception(
                    submission.port.from_student(raised) or raised, check.question, self.seconds, run.last_call()
                )
                finding = run.recognised(finding)
                if finding.verdict is Verdict.JUDGE_ERROR and run.found_something():
                    finding = run.unnamed()  # the check stumbled over a value that it had already found wrong
            self.called |= {call.question for call in run.calls}
            right = frozenset() if error else run.right(check.parts.keys())
            self.record(Outcome(check, finding, tuple(run.notes), error, right))

    def record(self, outcome: Outcome) -> None:
        """Note an outcome. One that used up the time stands for all checks that follow: the time is the question's."""
        self.outcomes[outcome.check.id] = outcome
        if outcome.finding.verdict is Verdict.TIMEOUT:
            self.stop = outcome.finding

    @property
    def failed(self) -> bool:
        """Whether any check was not passed."""
        return any(map(_fails, self.outcomes.values()))

    @property
    def fails_publicly(self) -> bool:
        """Whether any check that students have was not passed."""
        return any(_fails(outcome) and outcome.check.is_public for outcome in self.outcomes.values())

    @property
    def attempted(self) -> bool:
        """Whether it failed, by more than being left out."""
        return self.failed and self.verdict is not Verdict.NOT_ATTEMPTED

    @property
    def verdict(self) -> Verdict:
        """The worst that its checks found."""
        return worst([outcome.finding.verdict for outcome in self.outcomes.values()])


def question_results(
    runs: Sequence[QuestionRun], uses: Mapping[str, Collection[str]], failed: Collection[str] = ()
) -> list[QuestionResult]:
    """The results of the questions that were run, in their order.

    `uses` has for each question those that its code names; `failed` are questions known to be wrong that were not run.

    What a public check says is decided by public checks alone, so that it is the same where students have no others.
    Hidden checks are named by all that was found.
    """
    public = {run.question.id for run in runs if run.fails_publicly}
    anywhere = {run.question.id for run in runs if run.failed}
    results = []
    for run in runs:
        outcomes = list(run.outcomes.values())
        shown = [outcome for outcome in outcomes if outcome.check.is_public]
        said = _said(run, outcomes, anywhere | {*failed}, uses) | _said(run, shown, public | {*failed}, uses)
        results.append(_result(run, said))
    return results


def earned(run: QuestionRun) -> Fraction | None:
    """The points of a question; None where the course itself failed."""
    return _result(run, {outcome.check.id: outcome.finding for outcome in run.outcomes.values()}).score


def _result(run: QuestionRun, said: Mapping[str, Finding]) -> QuestionResult:
    """The result of a question, with what is said of each check."""
    outcomes = list(run.outcomes.values())
    worth = shares(run.question.points, [outcome.check for outcome in outcomes])
    rows = zip(outcomes, worth, strict=True)
    checks = tuple(
        CheckResult(each.check, said[each.check.id], points, each.notes, each.right) for each, points in rows
    )
    return QuestionResult(run.question, checks, run.carried)


def _said(
    run: QuestionRun, outcomes: Sequence[Outcome], failed: Collection[str], uses: Mapping[str, Collection[str]]
) -> dict[str, Finding]:
    """By check, the findings with the mistake named that explains them, or the question that has to be fixed first."""
    wrong = {each for each in failed if each in run.unlent or not (run.carried or run.alone)}
    relies_on = explain.first_to_fix(run.question.id, wrong, uses)
    found = explain.explained([outcome.finding for outcome in outcomes], relies_on)
    return {outcome.check.id: finding for outcome, finding in zip(outcomes, found, strict=True)}


def _fails(outcome: Outcome) -> bool:
    return outcome.finding.verdict is not Verdict.PASSED
