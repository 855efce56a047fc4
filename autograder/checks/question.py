"""`@question`: which question a check belongs to, what share of its points it decides, which mistakes it names.

`@stand_in`: the right answer to a question, for questions that call it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from autograder.checks.mistakes import Mistake

_Function = TypeVar("_Function", bound=Callable[..., None])


@dataclass(frozen=True)
class QuestionTag:
    question: str
    weight: int
    hint: str = ""
    mistakes: tuple[Mistake, ...] = ()


def stand_in(question_id: str) -> Callable[[_Function], _Function]:
    """Decorate the right answer to a question of PyTorch homework, made of torch's own functions.

    Where a student's is wrong, this is lent, as text, to the student's other questions that call it. It may use its
    arguments and torch alone.
    """

    def decorate(function: _Function) -> _Function:
        function.__dict__["stands_in"] = question_id
        return function

    return decorate


def question(
    question_id: str, weight: int = 1, *, hint: str = "", mistakes: Sequence[Mistake] = ()
) -> Callable[[_Function], _Function]:
    """Decorate a check of that question.

    weight: a whole number from 1. The question's points are split among all its checks, public and hidden, by weight.
    hint: the first hint where this check finds a wrong value that has no name; without it, the question's own.
    mistakes: the named mistakes that this check looks for, in each `agree` that names no others, and, where student
        code raises, by their `raises`: the first that fits.

    `ValueError` for any other weight.
    """
    if type(weight) is not int or weight < 1:
        raise ValueError(f"the weight of a check is a whole number from 1, not {weight!r}")

    def decorate(function: _Function) -> _Function:
        function.__dict__["matcalc"] = QuestionTag(question_id, weight, hint, tuple(mistakes))
        return function

    return decorate
