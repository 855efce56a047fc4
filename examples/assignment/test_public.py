"""The public checks: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution.
"""

import numpy as np

from autograder import Mistake, agree, grad_of, question, unchanged


def square(x):
    """The function whose gradient is asked for, in torch. TODO: yours; autograd gives the expected values."""
    return (x**2).sum()


def point(rng, n):
    """TODO: draw inputs that show the mistakes: both signs, sizes that differ, nothing zero."""
    return (rng.normal(size=n) + np.sign(rng.normal(size=n)),)


# TODO: a mistake is a different question answered rightly: what would someone who makes it return?
MISTAKES = [
    Mistake(
        "no_two",
        says="This is half of the gradient: the 2 of the square is missing.",
        answers=lambda right, x: right / 2,
        hint="What is the derivative of u² with respect to u?",
    ),
    Mistake(
        "sign",
        says="This is the gradient with the opposite sign.",
        answers=lambda right, x: -right,
        hint="Move x a little along your gradient. Does f go up, as it should?",
    ),
]


@question("d_square", mistakes=MISTAKES)
def test_the_example_of_the_lesson(submission):
    """The gradient at (1, -2) is (2, -4)."""
    agree(submission.d_square(np.array([1.0, -2.0])), np.array([2.0, -4.0]), layout="gradient")


@question("d_square", weight=3, mistakes=MISTAKES)
def test_the_gradient(submission, cases):
    """The gradient agrees with autograd, and x is left as it was."""
    for (x,) in cases(point, dict(n=3), dict(n=8)):
        agree(submission.d_square(x), grad_of(square, x), layout="gradient")
    unchanged()
