"""Homework that marks itself. These are the names that authors of checks write with; `docs/checks.md` explains each.

They load when first used: a worker, which needs none of them, never pays for torch or pytest. What a type checker and
an editor read stands above, what Python does below it; a test holds the two lists together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from autograder.checks.assertions import agree as agree
    from autograder.checks.assertions import gate as gate
    from autograder.checks.assertions import holds as holds
    from autograder.checks.assertions import looking_for as looking_for
    from autograder.checks.assertions import unchanged as unchanged
    from autograder.checks.memo import once as once
    from autograder.checks.mistakes import Mistake as Mistake
    from autograder.checks.oracle import grad_of as grad_of
    from autograder.checks.oracle import hessian_of as hessian_of
    from autograder.checks.oracle import hvp_of as hvp_of
    from autograder.checks.oracle import jacobian_of as jacobian_of
    from autograder.checks.oracle import lend as lend
    from autograder.checks.oracle import value_of as value_of
    from autograder.checks.question import intermediates as intermediates
    from autograder.checks.question import question as question
    from autograder.checks.question import stand_in as stand_in
    from autograder.core.model import Verdict as Verdict
    from autograder.judge.ports import StudentError as StudentError
else:
    from autograder.core.lazy import lazy_names

    __getattr__, __dir__, __all__ = lazy_names(
        __name__,
        {
            "autograder.checks.assertions": ["agree", "gate", "holds", "looking_for", "unchanged"],
            "autograder.checks.memo": ["once"],
            "autograder.checks.mistakes": ["Mistake"],
            "autograder.checks.oracle": ["grad_of", "hessian_of", "hvp_of", "jacobian_of", "lend", "value_of"],
            "autograder.checks.question": ["intermediates", "question", "stand_in"],
            "autograder.core.model": ["Verdict"],
            "autograder.judge.ports": ["StudentError"],
        },
    )
