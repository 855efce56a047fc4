"""The hidden checks: the same questions on other data. Nothing of this file ever reaches a student."""

from test_public import MISTAKES, point, square

from autograder import agree, grad_of, question


@question("d_square", weight=4, mistakes=MISTAKES)
def test_other_sizes(submission, cases):
    """The gradient agrees with autograd at other sizes, one of them large."""
    for (x,) in cases(point, dict(n=1), dict(n=5), dict(n=400)):
        agree(submission.d_square(x), grad_of(square, x), layout="gradient")
