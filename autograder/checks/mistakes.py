"""Named mistakes: what someone who makes one would have answered, and which name a question's findings bear."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.checks.memo import MemoKey, computed_once
from autograder.core.model import CandidateMistake, CourseFault, Finding, Verdict

AND = "+"  # between the names of two mistakes made at once


def _no_answer(*_: Any) -> Any:
    raise CourseFault("a mistake without wrong(...) explains exceptions alone; list it in known_errors, not in among")


@dataclass(frozen=True)
class Mistake:
    """A different question answered rightly. `wrong(right, *inputs)` is what someone who makes it would return.

    `says` is one sentence to the student, `hint` a question that leads to the mend; neither gives the answer.
    `on_top` names what `wrong` changes in whatever it is given as the right answer ("sign", "scale"): such a mistake is
    looked for on top of each other one too, but for those that change the same.
    A mistake that ends in an exception has no `wrong` but `raises`, a pattern that is searched in what is said of it.
    """

    id: str
    says: str
    wrong: Callable[..., Any] = _no_answer
    hint: str = ""
    raises: str = ""
    composes: str = ""

    def answer(self, inputs: MemoKey) -> Any:
        """What someone who makes it would have returned there; computed once a run.

        inputs: the right answer, and what the student was given.
        """
        return computed_once(("mistake", self.wrong), inputs, lambda: self.wrong(*inputs.args))

    def candidate(self, explains: bool = True, trivial: bool = False) -> CandidateMistake:
        """What is to be said of it where a check looked for it."""
        return CandidateMistake(self.id, self.says, self.hint, explains, trivial)


@functools.cache
def pairs(mistakes: tuple[Mistake, ...]) -> list[Mistake]:
    """Each mistake with each one on top that may be; two that both may, whichever way round."""
    return [
        _both(first, top) for top in mistakes if top.composes for first in mistakes if first.composes != top.composes
    ]


def _both(first: Mistake, top: Mistake) -> Mistake:
    """Two mistakes at once, as one; where the first gives something of another form, nothing is claimed."""

    def wrong(right: Any, *inputs: Any) -> Any:
        inner = first.answer(MemoKey((right, *inputs)))
        return top.wrong(inner, *inputs) if _form(inner) == _form(right) else right

    name = AND.join(sorted((first.id, top.id)) if first.composes else (first.id, top.id))
    return Mistake(name, f"Two mistakes at once. {first.says} {top.says}", wrong, first.hint)


def _form(value: Any) -> Any:
    """The structure and the shapes of an answer."""
    if isinstance(value, (tuple, list)):
        return [_form(part) for part in value]
    return {key: _form(part) for key, part in value.items()} if isinstance(value, dict) else np.shape(value)


def name_mistakes(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one question's checks, each with its mistake named where there is one.

    A name is given only where it alone explains a check, and most of the question's checks that looked for it agree:
    little data makes different mistakes look the same, and a wrong name is worse than none. Two mistakes at once are
    named only where they explain every check that looked for both and that no mistake explains alone, and no one
    mistake is named.
    """
    votes = Counter[str]()
    refuted = set()
    pairs = {candidate.id for finding in findings for candidate in finding.candidate_mistakes if AND in candidate.id}
    for finding in findings:
        for candidate in finding.candidate_mistakes:
            votes[candidate.id] += 0 if candidate.trivial else 1 if candidate.explains else -1
            refuted |= set() if candidate.explains else {candidate.id}
        explaining = {candidate.id for candidate in finding.candidate_mistakes if candidate.explains}
        looked_for = {candidate.id for candidate in finding.candidate_mistakes}
        if explaining <= pairs:
            gone = {pair for pair in pairs - explaining if looked_for.issuperset(pair.split(AND))}
            refuted |= gone
            votes.subtract(dict.fromkeys(gone, len(findings)))
    standing = {name for name, count in votes.items() if count > 0 or name not in refuted}
    if standing - pairs:
        standing -= pairs
    return [_named(finding, standing) for finding in findings]


def _named(finding: Finding, standing: set[str]) -> Finding:
    left = [candidate for candidate in finding.candidate_mistakes if candidate.explains and candidate.id in standing]
    if len(left) != 1 or finding.verdict is Verdict.MUTATED_INPUT:
        return finding
    return named(finding, left[0])


def named(finding: Finding, candidate: CandidateMistake) -> Finding:
    """The finding with the mistake in its message, its name and its hint."""
    said = f"{finding.message}. {candidate.says}"
    return replace(finding, message=said, diagnosis=candidate.id, advice=candidate.hint)
