"""The hidden checks of hw4. They never leave the staff."""

import numpy as np
from test_public import (
    AT_ZERO,
    GRADIENT_MISTAKES,
    LOSS_MISTAKES,
    NAMES,
    at_the_kink,
    batches,
    calm,
    cost,
    gradients,
    loud,
    mixed,
    plain,
    silent,
    trained,
    with_other_targets,
)

from autograder import agree, question, unchanged, value_of


@question("loss", weight=4)
def test_loss_at_several_sizes(submission, cases):
    """The loss agrees with its definition for one sample, for one feature, and for more than 32 samples."""
    for inputs in [
        *cases(loud, dict(N=1, n=3)),
        *cases(mixed, dict(N=8, n=1), dict(N=40, n=5, side=1)),
        *cases(silent, dict(N=6, n=2)),
        *cases(plain, dict(N=5, n=5, b=1.0)),
    ]:
        agree(submission.loss(*inputs), value_of(cost, *inputs), mistakes=LOSS_MISTAKES)


@question("loss")
def test_loss_leaves_its_arguments_alone(submission, cases):
    """loss is right and leaves w, X and y as they were."""
    for inputs in cases(mixed, dict(N=9, n=3)):
        agree(submission.loss(*inputs), value_of(cost, *inputs), mistakes=LOSS_MISTAKES)
    unchanged()


def with_errors_turned(w, b, X, y):
    """The same samples with targets as far on the other side of the outputs: every gradient has the other sign."""
    return w, b, X, 2 * np.maximum(0, X @ w + b) - y


@question("d_loss", weight=8, parts=NAMES)
def test_gradient_at_several_sizes(submission, cases):
    """dw and db agree with autograd for one feature, for more than 32 samples, and with either sign."""
    some = cases(mixed, dict(N=8, n=1), dict(N=9, n=4, side=1), dict(N=40, n=5))
    for inputs in [
        *some,
        with_errors_turned(*some[-1]),
        *batches(cases, N=10, n=3)[2:],
        *cases(plain, dict(N=5, n=5, b=1.0)),
    ]:
        gradients(submission.d_loss, inputs)


@question(
    "d_loss",
    weight=2,
    hint="Which samples add to the sum if all are active, and which if none is? By which number do you divide it?",
    parts=NAMES,
)
def test_gradient_where_all_or_none_are_active(submission, cases):
    """dw and db agree with autograd where every sample is active, and are zero where none is."""
    for inputs in [*cases(loud, dict(N=1, n=3), dict(N=6, n=3)), *cases(silent, dict(N=6, n=3))]:
        gradients(submission.d_loss, inputs)


@question(
    "d_loss",
    hint="Is this the only check that fails? Then look at z = 0: what does the lesson say about relu'(0)?",
    parts=NAMES,
)
def test_gradient_at_the_kink(submission, cases):
    """Samples with z = 0 add nothing, whatever the sign of b."""
    for inputs in cases(at_the_kink, dict(N=8, n=3, side=-1), dict(N=8, n=3, side=1)):
        gradients(submission.d_loss, inputs, mistakes=[AT_ZERO, *GRADIENT_MISTAKES])


@question(
    "d_loss",
    weight=2,
    hint="Is this the only check that fails? Then ask for the same gradient twice, with another one in between. What changes?",
    parts=NAMES,
)
def test_gradient_remembers_nothing(submission, cases):
    """The gradient depends only on the arguments, not on earlier calls."""
    first, second, *others = batches(cases, N=11, n=4)
    for inputs in (second, first, with_other_targets(*first), *others, first, second):
        gradients(submission.d_loss, inputs)


@question("train", weight=5)
def test_sixteen_steps(submission, cases):
    """Sixteen steps with another learning rate end where autograd's do, and so do ten, both times they are asked for."""
    once = cases(calm, dict(N=12, n=2, side=1, pace=(0.02, 10)))
    plainer = [(*start, 0.01, 5) for start in cases(plain, dict(N=5, n=5, b=1.0))]
    alone = cases(calm, dict(N=8, n=1, pace=(0.02, 8)))
    for inputs in [*once, *once, *cases(calm, dict(N=40, n=5, pace=(0.02, 16))), *alone, *plainer]:
        trained(submission.train(*inputs), *inputs)


@question("train", hint="Which defaults does the signature in the lesson give to learning_rate and steps?")
def test_defaults(submission, cases):
    """Without learning_rate, train uses 0.1; without steps, it takes 100, even where nothing is left to learn."""
    for inputs in cases(calm, dict(N=9, n=2, scale=4.0, pace=(0.1, 6))):
        trained(submission.train(*inputs[:4], steps=6), *inputs)
    for start in cases(silent, dict(N=9, n=2)):
        trained(submission.train(*start), *start, 0.1, 100)


@question("train", weight=2)
def test_train_leaves_its_arguments_alone(submission, cases):
    """Once more: train is right and leaves w, X and y as they were."""
    for inputs in cases(calm, dict(N=7, n=3, side=1, pace=(0.05, 3))):
        trained(submission.train(*inputs), *inputs)
    unchanged()
