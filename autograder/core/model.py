"""The nouns: verdicts, questions, checks and results. Frozen, pure, importing nothing of ours.

A submission is answered by one `Result`: a list of `QuestionResult`, each a list of `CheckResult`.
Points stand in the assignment; a check owns a share of its question's points by weight, so that a
denominator never depends on what was collected, reported or skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, NotRequired, TypedDict, final


class CourseFault(Exception):
    """The course's own mistake (a broken check, a wrong reference): nobody is graded because of it."""


class BadInput(Exception):
    """What was asked for cannot be read or makes no sense; the message is one sentence for a person."""


class Verdict(StrEnum):
    """What came of a check, mildest first. The worst of its checks speaks for a question."""

    PASSED = "passed"
    NOT_ATTEMPTED = "not_attempted"
    WRONG_VALUE = "wrong_value"
    WRONG_SHAPE = "wrong_shape"
    WRONG_DTYPE = "wrong_dtype"
    NON_FINITE = "non_finite"
    MUTATED_INPUT = "mutated_input"
    TOO_MANY_EVALUATIONS = "too_many_evaluations"
    ERROR = "error"
    FORBIDDEN = "forbidden"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    NOT_RUN = "not_run"
    JUDGE_ERROR = "judge_error"


_SEVERITY = {verdict: rank for rank, verdict in enumerate(Verdict)}


#: The verdicts on a value: an answer that has one of them may be right in some of its parts.
IN_PART = frozenset({Verdict.WRONG_VALUE, Verdict.WRONG_SHAPE, Verdict.WRONG_DTYPE, Verdict.NON_FINITE})

#: The most that a question earns without what one of its gates asks for.
SHARE_WITHOUT_GATE = Fraction(1, 3)


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The most severe of some verdicts; `not_run` where there are none, since silence earns nothing."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=Verdict.NOT_RUN)


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds are wall time; memory is on top of the warm worker's own."""

    load_seconds: float = 20.0
    question_seconds: float = 10.0
    memory_mb: int = 512
    evaluations: int = 20_000


@dataclass(frozen=True)
class Question:
    """One thing a student is asked for. `signature` names the parameters as the student wrote them.

    `changes` are the parameters that it is to change; all others stay as they are. `attributes`, of a `Class.init`, are
    those that its objects have. `carried`: where it fails and another question too, it is judged with a right other.
    `gaps` are kinds of data that none of its cases has (see `grading/data_coverage`), each with the reason.
    """

    id: str
    title: str
    signature: str
    points: Fraction  # 0 for practice
    hints: tuple[str, ...]
    changes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    carried: bool = True
    gaps: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The parameter names in `signature`, without defaults: `f(x, eps=1e-5)` gives `("x", "eps")`."""
        inside = self.signature.partition("(")[2].rpartition(")")[0]
        return tuple(part.partition("=")[0].strip() for part in inside.split(",") if part.strip())


@dataclass(frozen=True)
class Assignment:
    """What `assignment.toml` says. Question ids are function names, or `Class.method` for a class.

    `framework` is what students compute with: "numpy" or "torch".
    `practice` are questions without points: checked at home and by `verify`, never a part of a grade.
    """

    id: str
    title: str
    questions: tuple[Question, ...]
    limits: Limits
    sha256: str = ""
    framework: str = "numpy"
    practice: tuple[Question, ...] = ()

    @cached_property
    def with_practice(self) -> Assignment:
        """The same with practice among its questions, worth nothing there."""
        return replace(self, questions=self.questions + self.practice, practice=())

    @property
    def max_score(self) -> Fraction:
        return sum((question.points for question in self.questions), Fraction(0))

    def runs_on(self, device: str) -> str:
        """The device that this homework uses where `device` is offered: NumPy knows the CPU alone."""
        return device if self.framework == "torch" else "cpu"

    @cached_property
    def classes(self) -> Mapping[str, frozenset[str]]:
        """Class name -> its methods that are asked for; `init` stands for the constructor."""
        found: dict[str, set[str]] = {}
        for question in self.questions:
            owner, dot, method = question.id.partition(".")
            if dot:
                found.setdefault(owner, set()).add(method)
        return {owner: frozenset(methods) for owner, methods in found.items()}

    def question(self, question_id: str) -> Question:
        """The question of that id; `KeyError` names the ones there are."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(f"{self.id} has no question {question_id!r}; it has {', '.join(q.id for q in self.questions)}")


@dataclass(frozen=True)
class Check:
    """One check of a question: a function of a submission and of drawn cases. Its title is what students read.

    `mistakes` are the `checks.mistakes.Mistake`s that it looks for. `parts`, by name and weight, are those of its
    answer that each earn a share of the check; none where it is passed as a whole.
    """

    id: str
    question: str
    title: str
    visibility: str
    weight: int
    function: Callable[..., None]
    params: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""
    mistakes: Sequence[Any] = ()
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether students have it."""
        return self.visibility == "public"


@dataclass(frozen=True)
class CandidateMistake:
    """A mistake that a check looked for, and whether it alone explains all that the check saw.

    An explanation is `trivial` where the mistake gives only zeros: other mistakes do too, and so does an empty answer.
    `examples` are the wrong answers that were looked at, and `drawn` tells whether they were drawn cases. One that is
    `built_in` was looked for without the check's author.
    """

    id: str
    says: str
    hint: str
    explains: bool
    trivial: bool = False
    examples: int = 1
    drawn: bool = True
    built_in: bool = False


@final
class Counterexample(TypedDict):
    """A call that shows what is wrong, as JSON values: inputs by parameter, and both values where they were compared.

    `small`: the inputs were made small for this, and none of them is a case of the check.
    """

    call: str
    inputs: dict[str, Any]
    expected: NotRequired[Any]
    got: NotRequired[Any]
    small: NotRequired[bool]


@dataclass(frozen=True)
class Line:
    """A line of the student's code."""

    file: str
    number: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file} line {self.number}" + (f": `{self.text}`" if self.text else "")


@dataclass(frozen=True)
class Finding:
    """Why a check was not passed, in parts; `message` puts them together.

    `said` is a sentence; where `expected` and `got` are short texts of values that differ, it is a remark on them ("2
    of 3 entries differ"). `where` names the entry ("dw[1]"), `line` is where the student's code raised, `mistake` says
    what the mistake named by `diagnosis` is, `counterexample` has the inputs that show it, and `relies_on` is a
    question that the student's answer uses and that failed too. `faults` are the author's and not the student's: "id:
    what it raised" for each named mistake that is broken. `through` are the student's own lines that led to `line`,
    outermost first. `printed` is what student code printed in the call that is shown, known only where it runs beside
    its author.
    """

    verdict: Verdict
    said: str
    where: str = ""
    expected: str = ""
    got: str = ""
    counterexample: Counterexample | None = None
    diagnosis: str | None = None
    advice: str = ""
    candidate_mistakes: tuple[CandidateMistake, ...] = ()
    relies_on: str = ""
    faults: tuple[str, ...] = ()
    mistake: str = ""
    line: Line | None = None
    through: tuple[Line, ...] = ()
    printed: str = ""

    @property
    def message(self) -> str:
        """All of it in a sentence or two; the parts are for those who lay them out."""
        found = self.said
        if self.expected and self.got:
            found = f"{self.where}: expected {self.expected}, got {self.got}" + (f" ({found})" if found else "")
        if self.line is not None:
            found += f", at {self.line}"
        if self.mistake:
            found += f". {self.mistake}"
        return found + (f" (it relies on {self.relies_on}: fix {self.relies_on} first)" if self.relies_on else "")


def speaks_first(verdict: str, visibility: str, diagnosis: str | None) -> tuple[int, bool, bool]:
    """The order in which failing checks speak for their question, as a sort key: the worst verdict first, among equals
    public checks before hidden ones, and among those a check with a named mistake first."""
    return -_SEVERITY[Verdict(verdict)], visibility != "public", diagnosis is None


@dataclass(frozen=True)
class CheckResult:
    """What came of one check, and the points that it is worth. `right` are the parts that count although it failed."""

    check: Check
    finding: Finding
    max_score: Fraction
    notes: tuple[str, ...] = ()
    right: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Verdict:
        return self.finding.verdict

    @property
    def faults(self) -> tuple[str, ...]:
        """The named mistakes of the check that are broken, each as "id: what it raised"."""
        return self.finding.faults

    @property
    def parts(self) -> dict[str, Fraction]:
        """The share of the check that each of its parts earned: they sum to 1 where it was passed."""
        whole, passed = sum(self.check.parts.values()), self.verdict is Verdict.PASSED
        return {
            name: Fraction(weight, whole) if passed or (self.verdict in IN_PART and name in self.right) else Fraction(0)
            for name, weight in self.check.parts.items()
        }

    @property
    def score(self) -> Fraction:
        if self.verdict is Verdict.PASSED:
            return self.max_score
        return self.max_score * sum(self.parts.values(), Fraction(0))


PASSED = Finding(Verdict.PASSED, "")


@dataclass(frozen=True)
class QuestionResult:
    """What came of one question's checks. `carried` are questions that failed, and whose right answers it was given."""

    question: Question
    checks: tuple[CheckResult, ...]
    carried: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return worst([check.verdict for check in self.checks])

    @property
    def score(self) -> Fraction | None:
        """Points earned; None where the course itself failed, which is neither a mark nor a zero.

        Where a check was `forbidden`, the question does not have what a gate asks for, and earns a third at most.
        """
        if self.verdict is Verdict.JUDGE_ERROR:
            return None
        earned = sum((check.score for check in self.checks), Fraction(0))
        if any(check.verdict is Verdict.FORBIDDEN for check in self.checks):
            return min(earned, self.question.points * SHARE_WITHOUT_GATE)
        return earned

    @property
    def failing(self) -> list[CheckResult]:
        """The checks that were not passed; the first speaks for the question."""
        found = [check for check in self.checks if check.verdict is not Verdict.PASSED]
        return sorted(found, key=lambda c: speaks_first(c.verdict, c.check.visibility, c.finding.diagnosis))


@dataclass(frozen=True)
class Result:
    """One submission's mark and all that explains it."""

    assignment: Assignment
    student: str
    submission_sha256: str
    seed: int
    device: str
    isolation: str
    questions: tuple[QuestionResult, ...]
    seconds: float
    engine: str = ""
    notes: tuple[str, ...] = ()
    isolation_leaks: Mapping[str, str] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    for_staff: tuple[str, ...] = ()  # what no student is told
    image: str = ""  # the container image that the grader ran in, by digest

    @property
    def score(self) -> Fraction | None:
        """The sum over questions; None as soon as one could not be judged."""
        total = Fraction(0)
        for question in self.questions:
            if question.score is None:
                return None
            total += question.score
        return total


def shares(points: Fraction, checks: Sequence[Check]) -> list[Fraction]:
    """A question's points split among its checks by weight, exactly: the shares sum to the points."""
    total = sum(check.weight for check in checks)
    return [points * check.weight / total for check in checks]
