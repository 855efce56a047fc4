"""Named mistakes: what someone who makes one would have answered, and which name a question's findings get."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

import numpy as np

from autograder.checks.memo import MemoKey, computed_once
from autograder.core.model import CandidateMistake, CourseFault, Finding, Verdict
from autograder.core.values import leaves

_RAISED = frozenset({Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY, Verdict.CRASHED})
AND = "+"  # between the names of two mistakes made at once


@dataclass(frozen=True)
class Mistake:
    """A named mistake: another question than the one that was asked, answered rightly.

    id: the name in results and statistics. All else is given by keyword.
    says: one sentence to the student about the answer that they gave.
    answers: `answers(right, *arguments)` gives what someone who makes the mistake returns, from the right answer and
        from what the student was given. Without it the mistake explains no value.
    hint: a question to the student that leads to the fix. Neither it nor `says` gives the right answer away.
    raises: for a mistake that ends in an exception: a regular expression that is searched in the message.
    composes: for a mistake that is often made besides another one: a word for what `answers` changes in any answer that
        it is given, such as "sign" or "scale". It is then also looked for on top of each other mistake, except those
        that change the same.

    `ValueError` where `raises` is not a regular expression, or `composes` stands without `answers`.
    """

    id: str
    _: KW_ONLY
    says: str
    answers: Callable[..., Any] | None = None
    hint: str = ""
    raises: str = ""
    composes: str = ""

    def __post_init__(self) -> None:
        try:
            re.compile(self.raises)
        except re.error as error:
            raise ValueError(f"Mistake({self.id!r}): raises is not a regular expression: {error}") from None
        if self.composes and self.answers is None:
            raise ValueError(f"Mistake({self.id!r}): composes={self.composes!r} needs answers=...")

    def value(self, inputs: MemoKey) -> Any:
        """What someone who makes the mistake would have returned, computed once a run.

        inputs: the right answer, then what the student was given. A `CourseFault` where there is no `answers`; whatever
        `answers` raises passes.
        """
        answers = self.answers
        if answers is None:
            raise CourseFault(f"the mistake {self.id!r} has no answers=..., so it has no value to compare with")
        return computed_once(("mistake", answers), inputs, lambda: answers(*inputs.args))

    def fits(self, message: str) -> bool:
        """Whether an exception with this message is what the mistake ends in."""
        return bool(self.raises and re.search(self.raises, message))

    def candidate(
        self, explains: bool = True, trivial: bool = False, examples: int = 1, drawn: bool = True
    ) -> CandidateMistake:
        """This mistake as what a check says about it to the question."""
        return CandidateMistake(self.id, self.says, self.hint, explains, trivial, examples, drawn)


@functools.cache
def pairs(mistakes: tuple[Mistake, ...]) -> list[Mistake]:
    """Two mistakes at once: each mistake with each other one that `composes` something else on top of it.

    Where both compose, both orders are tried; they have the same name.
    """
    return [
        _both(first, top) for top in mistakes if top.composes for first in mistakes if first.composes != top.composes
    ]


def _both(first: Mistake, top: Mistake) -> Mistake:
    """Two mistakes at once, as one.

    The pair claims nothing where the first one's answer has another form than the right one, so that `top` cannot be
    applied to it; nor where `top` makes a part right again that the first one made wrong.
    """
    on_top = top.answers
    assert on_top is not None, f"{top.id} composes, and has no answers"

    def answers(right: Any, *inputs: Any) -> Any:
        inner = first.value(MemoKey((right, *inputs)))
        if _form(inner) != _form(right):
            return right
        made = on_top(inner, *inputs)
        parts = zip(*map(leaves, (right, inner, made)), strict=False)
        return right if any(_near(a, c) and not _near(a, b) for a, b, c in parts) else made

    name = AND.join(sorted((first.id, top.id)) if first.composes else (first.id, top.id))
    says = f"Two mistakes at once. {first.says} {top.says}"
    return Mistake(name, says=says, answers=answers, hint=first.hint)


def _near(one: Any, other: Any) -> bool:
    """Whether two parts are the same numbers but for rounding."""
    numbers = np.asarray(one), np.asarray(other)
    if numbers[0].shape != numbers[1].shape or any(each.dtype.kind not in "biufc" for each in numbers):
        return False
    return bool(np.allclose(*numbers, rtol=1e-9, atol=0, equal_nan=True))


def _form(value: Any) -> Any:
    """The structure and the shapes of an answer."""
    if isinstance(value, (tuple, list)):
        return [_form(part) for part in value]
    return {key: _form(part) for key, part in value.items()} if isinstance(value, dict) else np.shape(value)


def name_mistakes(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one question's checks, each with its mistake named where there is one.

    Little data makes different mistakes look the same, and a wrong name is worse than none. So a finding gets a name
    only if exactly one mistake explains it, and more than two in three of the question's checks that looked for that
    mistake agree. It does not explain a check that raised; one that failed in shape says nothing of a mistake that is
    one of values. Behind a name there are two checks, or drawn cases. Where all that it explains are zeros, which are
    easy to come by, it has to explain most of the checks that failed. A mistake that is built in gives way to others.
    Two mistakes at once are the last resort: they are named only if no single mistake is, if they explain each check
    that looked for both and that no single mistake explains, and never from one example.
    """
    if not any(finding.candidate_mistakes for finding in findings):
        return list(findings)
    votes, checks, examples = Counter[str](), Counter[str](), Counter[str]()
    refuted, drawn, telling = set(), set(), set()
    failed = sum(finding.verdict is not Verdict.PASSED for finding in findings)
    pairs = {candidate.id for finding in findings for candidate in finding.candidate_mistakes if AND in candidate.id}
    ends, of_shape = _explaining(findings, _RAISED), _explaining(findings, {Verdict.WRONG_SHAPE})
    raised = sum(finding.verdict in _RAISED and not finding.candidate_mistakes for finding in findings)
    for finding in findings:
        for candidate in finding.candidate_mistakes:
            if not candidate.explains and finding.verdict is Verdict.WRONG_SHAPE and candidate.id not in of_shape:
                continue
            votes[candidate.id] += 0 if candidate.trivial else 1 if candidate.explains else -2
            refuted |= set() if candidate.explains else {candidate.id}
            if candidate.explains:
                checks[candidate.id] += 1
                examples[candidate.id] += candidate.examples
                drawn |= {candidate.id} if candidate.drawn else set()
                telling |= set() if candidate.trivial else {candidate.id}
        explaining = {candidate.id for candidate in finding.candidate_mistakes if candidate.explains}
        looked_for = {candidate.id for candidate in finding.candidate_mistakes}
        if explaining <= pairs:
            gone = {pair for pair in pairs - explaining if looked_for.issuperset(pair.split(AND))}
            refuted |= gone
            votes.subtract(dict.fromkeys(gone, len(findings)))
    standing = {
        name
        for name, count in votes.items()
        if (count > raised or (name not in refuted and (name in ends or not raised)))
        and (name in drawn or checks[name] > 1)
        and (name in telling or 2 * checks[name] > failed)
        and (examples[name] > 1 or name not in pairs)
    }
    built_in = {candidate.id for finding in findings for candidate in finding.candidate_mistakes if candidate.built_in}
    for last in (built_in, pairs):
        standing = standing - last or standing
    return [_named(finding, standing) for finding in findings]


def _explaining(findings: Sequence[Finding], verdicts: Set[Verdict]) -> set[str]:
    """The mistakes that explain a finding with one of these verdicts."""
    return {
        candidate.id
        for finding in findings
        if finding.verdict in verdicts
        for candidate in finding.candidate_mistakes
        if candidate.explains
    }


def _named(finding: Finding, standing: set[str]) -> Finding:
    left = [candidate for candidate in finding.candidate_mistakes if candidate.explains and candidate.id in standing]
    if len(left) != 1 or finding.verdict is Verdict.MUTATED_INPUT:
        return finding
    return named(finding, left[0])


def named(finding: Finding, candidate: CandidateMistake) -> Finding:
    """The finding with the mistake's name, its sentence and its hint."""
    return replace(finding, mistake=candidate.says, diagnosis=candidate.id, advice=candidate.hint)
