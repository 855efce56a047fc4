"""What authors of checks say about an answer: `agree`, `unchanged`, `holds`, `known_errors`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    atol: float | None = None,
    layout: str = "",
    mistakes: Sequence[Mistake] = (),
    given: Sequence[Any] | None = None,
) -> bool:
    """Hold a student's value against the expected one; record what differs and go on.

    names: of the parts, where the answer is a tuple. rtol: relative to the largest expected entry, else by the
    table of dtypes. layout: "gradient" also takes (1, n) for (n,), "flat" also (n,) for (1, n). among: the
    mistakes to look for, computed from `given`, which is the arguments of the last call unless said otherwise.
    Returns whether it agreed, for checks that cannot go on without.
    """
    examination = current_run()
    call = examination.last_call()
    terms = Terms(tuple(names), rtol, Terms.atol if atol is None else atol, layout)
    inputs = given if given is not None else call.arguments if call else ()
    return examination.compare(got, expected, terms, mistakes, inputs)


def unchanged() -> None:
    """Every call so far left its arguments as they were, to the bit."""
    examination = current_run()
    for call in examination.calls:
        if call.mutated:
            changed = " and ".join(call.mutated)
            said = f"{call.target} changed its argument {changed}; work on a copy"
            examination.found(
                Finding(Verdict.MUTATED_INPUT, said, where=changed, counterexample=counterexample_of(call)), call
            )
            return
    if examination.calls:
        agree(True, True)


def holds(
    condition: bool, message: str, verdict: Verdict = Verdict.WRONG_VALUE, mistake: Mistake | None = None
) -> None:
    """Record `message` unless the condition is true: for what is no comparison with an expected value.

    `mistake` is the one that the message speaks of, where it has a name.
    """
    if condition:
        agree(True, True)
    else:
        examination = current_run()
        call = examination.last_call()
        candidate_mistakes = (mistake.candidate(),) if mistake else ()
        shown = counterexample_of(call) if call else None
        examination.found(Finding(verdict, message, counterexample=shown, candidate_mistakes=candidate_mistakes), call)


def known_errors(*mistakes: Mistake) -> None:
    """From here on, an exception that ends this check is named by the first of the mistakes whose `raises` is in it."""
    current_run().known_errors = mistakes
