"""`@question`: which question a check belongs to and what share of its points it decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

_Function = TypeVar("_Function", bound=Callable[..., None])


@dataclass(frozen=True)
class QuestionTag:
    question: str
    weight: int
    hint: str = ""


def question(question_id: str, weight: int = 1, hint: str = "") -> Callable[[_Function], _Function]:
    """Decorate a check. `weight` is its share beside the question's other checks, public and hidden together.

    `hint` is the first that a student reads where this check finds a wrong value that has no name; else the question's.
    """
    if weight < 1:
        raise ValueError(f"the weight of a check is a whole number from 1, not {weight!r}")

    def decorate(function: _Function) -> _Function:
        function.__dict__["matcalc"] = QuestionTag(question_id, weight, hint)
        return function

    return decorate
