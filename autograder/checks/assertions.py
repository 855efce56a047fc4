"""What a check says about an answer: `agree`, `unchanged`, `holds`, `gate`; and which mistakes it is `looking_for`.

Each records what it finds in the run of the check that is under way, and goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from autograder.checks.check_run import counterexample_of, current_run
from autograder.checks.compare import Terms
from autograder.checks.mistakes import Mistake
from autograder.core.model import Finding, Verdict


def agree(
    got: Any,
    expected: Any,
    *,
    names: Sequence[str] = (),
    rtol: float | None = None,
    atol: float = Terms.atol,
    layout: Literal["", "gradient", "flat"] = "",
    mistakes: Sequence[Mistake] | None = None,
    given: Sequence[Any] | None = None,
) -> bool:
    """Compare a student's value with the expected one; record what differs and go on.

    names: of the parts, where the answer is a tuple.
    rtol: the difference that is allowed, relative to the largest expected entry; by default 1e-6 for float64, 2e-4 for
        float32, 1e-2 for float16. atol: what is allowed besides, in absolute terms.
    layout: "gradient" also takes (1, n) where (n,) is expected, with a note; "flat" takes (n,) for (1, n).
    mistakes: the named mistakes to look for here, instead of those in the check's `@question`.
    given: what their `answers` get after the right answer; by default the arguments of the last call.
    Returns whether the two agree, for a check that cannot go on otherwise.
    """
    run = current_run()
    call = run.last_call()
    looked_for = run.mistakes if mistakes is None else mistakes
    inputs = given if given is not None else call.arguments if call else ()
    return run.compare(got, expected, Terms(tuple(names), rtol, atol, layout), looked_for, inputs)


def unchanged() -> None:
    """Every call so far left its arguments as they were, to the bit."""
    run = current_run()
    for call in run.calls:
        if call.mutated:
            changed = " and ".join(call.mutated)
            said = f"{call.target} changed its argument {changed}; work on a copy"
            run.found(Finding(Verdict.MUTATED_INPUT, said, where=changed, counterexample=counterexample_of(call)), call)
            return
    if run.calls:
        _passed()


def holds(
    condition: bool, message: str, verdict: Verdict = Verdict.WRONG_VALUE, *, mistake: Mistake | None = None
) -> None:
    """Record `message` unless the condition is true: for what is not a comparison with an expected value.

    message: what does not hold, as one sentence to the student. verdict: what that makes of the answer.
    mistake: the named mistake that the message speaks of, if it has a name.
    """
    if condition:
        _passed()
        return
    run = current_run()
    call = run.last_call()
    candidates = (mistake.candidate(),) if mistake else ()
    shown = counterexample_of(call) if call else None
    run.found(Finding(verdict, message, counterexample=shown, candidate_mistakes=candidates), call)


def gate(kept: bool, message: str, *, mistake: Mistake | None = None) -> bool:
    """Record `message` with the verdict `forbidden` unless the student kept to what the question is about.

    Without it the question earns a third of its points at most, whatever else is right. It is for the few questions
    whose point is how something is computed; ask what the code does, and never how it looks.

    message: what was done that may not be, as one sentence to the student. mistake: as for `holds`.
    Returns `kept`, for a check that does not go on otherwise.
    """
    holds(kept, message, Verdict.FORBIDDEN, mistake=mistake)
    return kept


@contextmanager
def looking_for(mistakes: Sequence[Mistake]) -> Iterator[None]:
    """For a part of a check, other mistakes than those in its `@question`.

    If student code raises in that part, the exception is named by these mistakes.
    """
    run = current_run()
    before, run.mistakes = run.mistakes, mistakes
    yield
    run.mistakes = before  # not where an exception passes: it ends the check, and these are to name it


def _passed() -> None:
    """Record that something was looked at and is right, so that the check has not compared nothing."""
    agree(True, True, mistakes=())
