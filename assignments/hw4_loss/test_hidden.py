"""The hidden checks of hw4. They never leave the staff."""

import numpy as np
from test_public import GRADIENT_MISTAKES, LOSS_MISTAKES, TRAIN_MISTAKES, cost, descent, gradient_of, mixed, weighted

from autograder import Mistake, agree, grad_of, question, unchanged, value_of


def silent(rng, N, n):
    """No sample is active."""
    w, X = np.abs(rng.normal(size=n)) + 0.1, -np.abs(rng.normal(size=(N, n))) - 0.1
    return w, -0.1, X, rng.normal(size=N)


def loud(rng, N, n):
    """Every sample is active."""
    w, X = np.abs(rng.normal(size=n)) + 0.1, np.abs(rng.normal(size=(N, n))) + 0.1
    return w, 0.5, X, rng.normal(size=N)


def at_the_kink(rng, N, n):
    """Half of the samples have z exactly 0, in whole numbers, which no rounding moves; the others are active or silent."""
    w, X = rng.integers(1, 4, size=n).astype(float), rng.integers(1, 5, size=(N, n)).astype(float)
    X[: N // 2] = X[0]
    X[N // 2 :: 2] += 4
    X[N // 2 + 1 :: 2] -= 4
    return w, -float(w @ X[0]), X, rng.normal(size=N)


AT_ZERO = Mistake(
    "derivative_at_zero",
    "The derivative of the ReLU at 0 is taken as 1.",
    gradient_of(weighted(lambda z, y: (z >= 0).double())),
    "What does the lesson say of relu'(0)?",
)


def gentle(rng, N, n):
    """Mixed samples, on the same sides of the kink, small enough for steps of 0.1 to stay calm."""
    w, b, X, y = mixed(rng, N, n)
    return w, b / 4, X / 4, y / 4


@question("loss", weight=4)
def test_loss_at_several_sizes(submission, cases):
    """The loss agrees with its definition for one sample, one feature, and more than 32 samples."""
    for inputs in [
        *cases(loud, dict(N=1, n=3)),
        *cases(mixed, dict(N=8, n=1), dict(N=40, n=5)),
        *cases(silent, dict(N=6, n=2)),
    ]:
        agree(submission.loss(*inputs), value_of(cost, *inputs), among=LOSS_MISTAKES)


@question("loss")
def test_loss_leaves_its_arguments_alone(submission, cases):
    """loss answers and leaves w, X and y as they were."""
    for inputs in cases(mixed, dict(N=9, n=3)):
        agree(submission.loss(*inputs), value_of(cost, *inputs), among=LOSS_MISTAKES)
    unchanged()


@question("d_loss", weight=8)
def test_gradient_at_several_sizes(submission, cases):
    """dw and db agree with autograd for one feature, and for more than 32 samples."""
    for inputs in cases(mixed, dict(N=8, n=1), dict(N=9, n=4), dict(N=40, n=5)):
        agree(
            submission.d_loss(*inputs),
            grad_of(cost, *inputs, wrt=(0, 1)),
            names=("dw", "db"),
            layout="gradient",
            among=GRADIENT_MISTAKES,
        )


@question("d_loss", weight=2)
def test_gradient_where_all_or_none_are_active(submission, cases):
    """dw and db agree with autograd where every sample is active, and are zero where none is."""
    for inputs in [*cases(loud, dict(N=1, n=3), dict(N=7, n=3)), *cases(silent, dict(N=7, n=3))]:
        agree(
            submission.d_loss(*inputs),
            grad_of(cost, *inputs, wrt=(0, 1)),
            names=("dw", "db"),
            layout="gradient",
            among=GRADIENT_MISTAKES,
        )


@question("d_loss")
def test_gradient_at_the_kink(submission, cases):
    """At z = 0 the derivative of the ReLU is 0, as the lesson says."""
    for inputs in cases(at_the_kink, dict(N=8, n=3)):
        agree(
            submission.d_loss(*inputs),
            grad_of(cost, *inputs, wrt=(0, 1)),
            names=("dw", "db"),
            layout="gradient",
            among=[AT_ZERO],
        )


@question("d_loss", weight=2)
def test_gradient_remembers_nothing(submission, cases):
    """The gradient depends on the arguments alone, not on what was asked before."""
    first, second = cases(mixed, dict(N=9, n=4), n=2)
    for inputs in (second, first, first, second):
        agree(submission.d_loss(*inputs), grad_of(cost, *inputs, wrt=(0, 1)), names=("dw", "db"), layout="gradient")


@question("train", weight=4)
def test_forty_steps(submission, cases):
    """Forty steps at another learning rate end where autograd's do, twice the same."""
    for inputs in [*cases(mixed, dict(N=12, n=2)), *cases(mixed, dict(N=12, n=2)), *cases(mixed, dict(N=40, n=5))]:
        agree(
            submission.train(*inputs, 0.02, 40),
            descent(*inputs, 0.02, 40),
            names=("w", "b", "losses"),
            among=TRAIN_MISTAKES,
        )


@question("train")
def test_defaults(submission, cases):
    """Without learning_rate and steps it takes 100 steps of 0.1."""
    for inputs in cases(gentle, dict(N=9, n=2)):
        agree(submission.train(*inputs), descent(*inputs, 0.1, 100), names=("w", "b", "losses"))


@question("train", weight=2)
def test_train_leaves_its_arguments_alone(submission, cases):
    """train answers and leaves w, X and y as they were."""
    for inputs in cases(mixed, dict(N=7, n=3)):
        agree(submission.train(*inputs, 0.05, 3), descent(*inputs, 0.05, 3), names=("w", "b", "losses"))
    unchanged()
