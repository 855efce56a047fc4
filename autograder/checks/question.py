"""`@question`: which question a check belongs to, what share of its points it decides, which mistakes it names.

`@stand_in`: the right answer to a question, for questions that call it. `@intermediates`: what it may keep on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from autograder.checks.mistakes import Mistake

_Function = TypeVar("_Function", bound=Callable[..., None])
_Lent = TypeVar("_Lent", bound=Callable[..., Any])


@dataclass(frozen=True)
class QuestionTag:
    question: str
    weight: int
    hint: str = ""
    mistakes: tuple[Mistake, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)


def stand_in(question_id: str) -> Callable[[_Lent], _Lent]:
    """Decorate the right answer to a question: a function of PyTorch homework, made of torch's own functions, or of
    objects of the student's, or a class of the course's own.

    Where a student's is wrong, this is lent, as text, to the student's other questions that call it. It may use its
    arguments, torch, and what it imports itself. A class is lent where any of its methods is a question that is wrong,
    to what stands outside of the class.
    """

    def decorate(answer: _Lent) -> _Lent:
        answer.stands_in = question_id  # type: ignore[attr-defined]
        return answer

    return decorate


def intermediates(question_id: str) -> Callable[[_Lent], _Lent]:
    """Decorate what a right method may keep on its object besides its answer, such as the hidden layer of `forward`.

    The function gets the method's answer, and by name its arguments and the attributes of its object; it returns arrays
    by the names that students give them. Where the method is lent to other questions, what the student's own method
    kept is exchanged for them, by shape, name and nearness.
    """

    def decorate(function: _Lent) -> _Lent:
        function.intermediates_of = question_id  # type: ignore[attr-defined]
        return function

    return decorate


def question(
    question_id: str,
    weight: int = 1,
    *,
    hint: str = "",
    mistakes: Sequence[Mistake] = (),
    parts: Sequence[str] | Mapping[str, int] = (),
) -> Callable[[_Function], _Function]:
    """Decorate a check of that question.

    weight: a whole number from 1. The question's points are split among all its checks, public and hidden, by weight.
    hint: the first hint where this check finds a wrong value that has no name; without it, the question's own.
    mistakes: the named mistakes that this check looks for, in each `agree` that names no others, and, where student
        code raises, by their `raises`: the first that fits.
    parts: of an answer of several, the names of those that each earn a share of the check: the `names` or the keys of
        its `agree`. A part counts where it is right in every case. The shares are equal, or by whole numbers from 1.

    `ValueError` for any other weight, and for a single part.
    """
    shares = parts if isinstance(parts, Mapping) else dict.fromkeys(parts, 1)
    for number in (weight, *shares.values()):
        if type(number) is not int or number < 1:
            raise ValueError(f"the weight of a check and of a part is a whole number from 1, not {number!r}")
    if len(shares) == 1:
        raise ValueError(f"a check of the one part {next(iter(shares))!r} is a check without parts")

    def decorate(function: _Function) -> _Function:
        function.__dict__["matcalc"] = QuestionTag(question_id, weight, hint, tuple(mistakes), dict(shares))
        return function

    return decorate
