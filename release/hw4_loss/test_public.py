"""The public checks of hw4: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution.
"""

import numpy as np

from autograder import Mistake, agree, grad_of, holds, once, question, unchanged, value_of
from autograder.torch import torch


def cost(w, b, X, y):
    """The loss of the lesson, in torch."""
    return ((y - torch.relu(X @ w + b)) ** 2).mean()


NAMES = ("dw", "db")  # the parts of the gradient; each earns half of its check

# The numbers of the lesson: w, b, X, y.
LESSON = (np.array([1.0, -1.0]), 0.0, np.array([[2.0, 1.0], [1.0, 7.0], [5.0, 1.0]]), np.array([3.0, -2.0, 5.0]))

# The same neuron and targets a thousand times smaller: so are its steps, and its losses a million times.
SMALL = (LESSON[0] / 1000, 0.0, LESSON[2], LESSON[3] / 1000)


def told_apart(z, b, y):
    """Whether each condition that may be taken for z > 0 lets other samples through."""
    a = np.maximum(0, z)
    conditions = z > 0, z > b, z > 2 * b, y > 0, y > a, y < z, y < a
    return len({condition.tobytes() for condition in conditions}) == len(conditions)


def mixed(rng, N, n, side=-1):
    """Samples on both sides of the kink, none near it; the mean of z and b have the sign of `side`, the first z has not.

    Of four samples and more, any other condition than z > 0 takes other ones; those that are active are not n, and
    not all of their inputs are positive.
    """
    while True:
        w, b, X, y = (
            rng.normal(size=n),
            side * abs(float(rng.normal())),
            rng.normal(size=(N, n)),
            2 * rng.normal(size=N),
        )
        z = X @ w + b
        active = (z > 0).sum()
        spread = N // 4 < active < N - N // 4 and np.abs(z).min() > 1e-3 and side * z[0] < 0 < side * z.mean()
        if spread and (N < 4 or (active != n and (X[z > 0] < 0).any() and told_apart(z, b, y))):
            return w, b, X, y


def plain(rng, N, n, b):
    """Small whole numbers, among them 0, 1 and equal ones, and that bias; some samples are active, and no z is 0."""
    while True:
        w, X, y = (
            rng.choice([-2.0, 1.0, 3.0], n),
            rng.integers(-2, 3, size=(N, n)).astype(float),
            rng.integers(-3, 4, size=N).astype(float),
        )
        z = X @ w + b
        if z.min() < 0 < z.max() and z.all() and (X == 0).any() and (X == 1).any():
            return w, b, X, y


def with_other_targets(w, b, X, y):
    """The same samples with other targets."""
    return w, b, X, 1.5 - y


def around(z, rng):
    """Targets below and above 0 and z, in turn."""
    return np.resize([-1.0, 1.0], len(z)) * (np.abs(z) + np.abs(rng.normal(size=len(z))) + 0.1)


def loud(rng, N, n):
    """Every sample is active, by the bias alone."""
    w, X = np.abs(rng.normal(size=n)) + 0.1, -np.abs(rng.normal(size=(N, n))) - 0.1
    b = 0.5 - float((X @ w).min())
    return w, b, X, around(X @ w + b, rng)


def silent(rng, N, n):
    """No sample is active, by the bias alone."""
    w, X = np.abs(rng.normal(size=n)) + 0.1, np.abs(rng.normal(size=(N, n))) + 0.1
    b = -0.5 - float((X @ w).max())
    return w, b, X, around(X @ w + b, rng)


def batches(cases, N, n):
    """Samples of which some are active, with the mean of z on either side of the kink, then all of them, and none."""
    some = cases(mixed, dict(N=N, n=n), dict(N=N, n=n, side=1))
    return [*some, *cases(loud, dict(N=N, n=n)), *cases(silent, dict(N=N, n=n))]


def linear_cost(w, b, X, y):
    """The loss of a neuron without its ReLU."""
    return ((y - (X @ w + b)) ** 2).mean()


def cost_of_active(w, b, X, y):
    """The mean over the active samples alone; nan where there are none."""
    z = X @ w + b
    return ((y - z) ** 2)[z > 0].mean()


def absolute_cost(w, b, X, y):
    """The mean absolute error."""
    return (y - torch.relu(X @ w + b)).abs().mean()


def all_pairs(w, b, X, y):
    """The mean over all N·N pairs of a target and an answer."""
    return ((y - torch.relu(X @ w + b)[:, None]) ** 2).mean()


def mean_squared(w, b, X, y):
    """The square of the mean error."""
    return (y - torch.relu(X @ w + b)).mean() ** 2


def relu_of_the_residual(w, b, X, y):
    """The mean square of max(0, y - z)."""
    return (torch.relu(y - X @ w - b) ** 2).mean()


def relu_of_the_error(w, b, X, y):
    """The mean square of max(0, z - y)."""
    return (torch.relu(X @ w + b - y) ** 2).mean()


def some_samples(answer):
    """The sum over some samples alone, still divided by N: `answer` takes the function that has it, and the inputs."""

    def of(rows):
        def f(w, b, X, y):
            return ((y[rows] - torch.relu(X[rows] @ w + b)) ** 2).sum() / len(y)

        return lambda right, *inputs: answer(f, inputs)

    return [
        Mistake(
            "last_sample_left_out",
            says="You leave out the last sample.",
            answers=of(slice(-1)),
            hint="How many terms does the sum in C have, and how many does yours have?",
        ),
        Mistake(
            "first_sample_alone",
            says="You use only the first sample.",
            answers=of(slice(1)),
            hint="How often does your loop run before it returns?",
        ),
        Mistake(
            "last_sample_alone",
            says="You use only the last sample.",
            answers=of(slice(-1, None)),
            hint="When your loop comes to the second sample, what happens to the first?",
        ),
    ]


def times(factor, dw=True, db=True):
    """The gradients, one of them or both, multiplied by factor(N, n)."""

    def wrong(right, w, b, X, y):
        by = factor(*X.shape)
        return by**dw * right[0], by**db * right[1]

    return wrong


def with_errors(error):
    """What has the gradient of the loss, but for error(z, y, b) where 1[z > 0] (z - y) belongs."""

    def f(w, b, X, y):
        z = X @ w + b
        return (2 * error(z.detach(), y, b.detach()) * z).mean()

    return f


def gradient_of(f):
    """The gradient of f in place of the right one."""
    return lambda right, *inputs: grad_of(f, *inputs, wrt=(0, 1))


def another_condition(name, says, condition, hint):
    """Another condition(z, y, b, a) than z > 0, where a is z or max(0, z): the errors a - y may be taken from either."""

    def of_z(z, y, b):
        return condition(z, y, b, z) * (z - y)

    def of_answer(z, y, b):
        a = torch.relu(z)
        return condition(z, y, b, a) * (a - y)

    return [
        Mistake(name, says=says, answers=gradient_of(with_errors(of_z)), hint=hint),
        Mistake(f"{name}_of_answer", says=says, answers=gradient_of(with_errors(of_answer)), hint=hint),
    ]


def db_over_all(f):
    """The right dw with the db of f."""
    return lambda right, *inputs: (right[0], grad_of(f, *inputs, wrt=1))


def up_to_a_silent_one(z, y, b):
    """The errors of the samples before the first silent one."""
    return torch.cumprod((z > 0).double(), 0) * (z - y)


def errors(w, b, X, y):
    """1[z > 0] (z - y) of each sample."""
    return np.where(X @ w + b > 0, X @ w + b - y, 0)


def per_active(right, w, b, X, y):
    """The mean over the active samples in place of all."""
    by = len(y) / max(1, np.sum(X @ w + b > 0))
    return by * right[0], by * right[1]


LOSS_MISTAKES = [
    Mistake(
        "no_mean",
        says="This is N times the loss: you take the sum over the samples without the 1/N.",
        answers=lambda right, w, b, X, y: right * len(y),
        hint="If every sample appeared in X twice, should C change?",
        composes="mean",
    ),
    Mistake(
        "no_relu",
        says="This is the loss of a neuron without its ReLU.",
        answers=lambda right, *inputs: value_of(linear_cost, *inputs),
        hint="What does your neuron output where w·x + b is negative?",
    ),
    Mistake(
        "half",
        says="This is half of the loss.",
        answers=lambda right, *inputs: right / 2,
        hint="Which factor stands in front of the sum in C?",
        composes="scale",
    ),
    Mistake(
        "all_pairs",
        says="You compare every target with every output: your residual is an (N, N) table.",
        answers=lambda right, *inputs: value_of(all_pairs, *inputs),
        hint="Print the shape of your residual. Does it have N entries?",
    ),
    Mistake(
        "root",
        says="This is the square root of the loss.",
        answers=lambda right, *inputs: np.sqrt(right),
        hint="Is C the mean squared error, or its root?",
    ),
    Mistake(
        "no_bias",
        says="This is the loss of a neuron without its bias.",
        answers=lambda right, w, b, X, y: value_of(cost, w, 0.0, X, y),
        hint="What does your neuron output for x = 0 and b = 1?",
    ),
    Mistake(
        "bias_outside",
        says="You add the bias after the max.",
        answers=lambda right, w, b, X, y: value_of(cost, w, 0.0, X, y - b),
        hint="Can the output of your neuron be negative?",
    ),
    Mistake(
        "features_for_samples",
        says="You divide the sum by the number of inputs, not by the number of samples.",
        answers=lambda right, w, b, X, y: right * len(y) / len(w),
        hint="Which axis of X counts the samples? Over what does the sum in C run?",
    ),
    Mistake(
        "mean_over_active",
        says="This is the mean over the active samples.",
        answers=lambda right, *inputs: value_of(cost_of_active, *inputs),
        hint="Does a sample have no error if the neuron is silent for it?",
    ),
    Mistake(
        "absolute",
        says="This is the mean of the absolute errors.",
        answers=lambda right, *inputs: value_of(absolute_cost, *inputs),
        hint="What happens to each error before you take the mean?",
    ),
    Mistake(
        "mean_squared",
        says="You square the mean of the errors, so errors of opposite sign cancel.",
        answers=lambda right, *inputs: value_of(mean_squared, *inputs),
        hint="In C, which comes first for each sample: the square or the sum?",
    ),
    Mistake(
        "relu_of_the_residual",
        says="You take the max of y - z, so samples with too large an output add nothing.",
        answers=lambda right, *inputs: value_of(relu_of_the_residual, *inputs),
        hint="Which quantity is inside the max?",
    ),
    Mistake(
        "relu_of_the_error",
        says="You take the max of z - y, so samples with too small an output add nothing.",
        answers=lambda right, *inputs: value_of(relu_of_the_error, *inputs),
        hint="Which quantity is inside the max?",
    ),
    Mistake(
        "one_sample_less",
        says="You divide the sum by N - 1.",
        answers=lambda right, w, b, X, y: right * len(y) / max(1, len(y) - 1),
        hint="How many samples does C average over?",
    ),
    *some_samples(lambda f, inputs: value_of(f, *inputs)),
]

GRADIENT_MISTAKES = [
    Mistake(
        "no_mask",
        says="This is the gradient of a neuron without its ReLU: silent samples count too.",
        answers=gradient_of(linear_cost),
        hint="What happens to C if you move w a little and the neuron is silent for that sample?",
    ),
    Mistake(
        "no_mask_in_derivative",
        says="The ReLU is in your residual, but you take its derivative as 1 everywhere.",
        answers=gradient_of(with_errors(lambda z, y, b: torch.relu(z) - y)),
        hint="What is relu'(z) where z is negative?",
    ),
    Mistake(
        "no_mean",
        says="This is N times the gradient: the 1/N is missing.",
        answers=times(lambda N, n: N),
        hint="If every sample appeared in X twice, should the gradient change?",
        composes="mean",
    ),
    Mistake(
        "no_two",
        says="This is half of the gradient: the 2 of the square is missing.",
        answers=times(lambda N, n: 1 / 2),
        hint="What is the derivative of u² with respect to u?",
        composes="two",
    ),
    Mistake(
        "sign",
        says="This is the gradient with the opposite sign.",
        answers=times(lambda N, n: -1),
        hint="Move w a little along your gradient. Does the loss go up, as it should?",
        composes="sign",
    ),
    Mistake(
        "mean_twice",
        says="You divide the gradient by N once too often.",
        answers=times(lambda N, n: 1 / N),
        hint="How often do you divide by N?",
        composes="mean",
    ),
    Mistake(
        "db_mean_twice",
        says="dw is right; you divide db by N once too often.",
        answers=times(lambda N, n: 1 / N, dw=False),
        hint="How often do you divide db by N?",
    ),
    Mistake(
        "db_without_mean",
        says="dw is right; db is N times what it should be.",
        answers=times(lambda N, n: N, dw=False),
        hint="If every sample appeared in X twice, should db change?",
    ),
    Mistake(
        "mean_over_features",
        says="db is right; you also divide dw by the number of features.",
        answers=times(lambda N, n: 1 / n, db=False),
        hint="Over which axis does the sum in dw run, and which axis does it keep?",
    ),
    Mistake(
        "mean_over_active",
        says="You divide by the number of active samples.",
        answers=per_active,
        hint="What does N count in C: all samples, or only the active ones?",
    ),
    *another_condition(
        "mask_of_the_mean",
        "You use one condition for the whole batch: the mean of z decides for all samples.",
        lambda z, y, b, a: z.mean() > 0,
        "Can two samples of the batch be on different sides of the kink?",
    ),
    *another_condition(
        "mask_of_any",
        "You use one condition for the whole batch: all samples count as soon as one is active.",
        lambda z, y, b, a: (z > 0).any(),
        "Can two samples of the batch be on different sides of the kink?",
    ),
    *another_condition(
        "mask_of_the_first",
        "You use one condition for the whole batch: the first sample decides for all.",
        lambda z, y, b, a: z[0] > 0,
        "Can two samples of the batch be on different sides of the kink?",
    ),
    Mistake(
        "mask_of_all",
        says="You use one condition for the whole batch: samples count only if all are active.",
        answers=gradient_of(with_errors(lambda z, y, b: (z > 0).all() * (z - y))),
        hint="Can two samples of the batch be on different sides of the kink?",
    ),
    Mistake(
        "stops_at_a_silent_one",
        says="Your sum ends at the first silent sample.",
        answers=gradient_of(with_errors(up_to_a_silent_one)),
        hint="When your loop comes to a silent sample, what happens to the samples after it?",
    ),
    *another_condition(
        "mask_without_bias",
        "Your condition looks at the sign of w·x, without b.",
        lambda z, y, b, a: z > b,
        "What is z, in full?",
    ),
    *another_condition(
        "mask_with_minus_b", "Your condition compares w·x with b.", lambda z, y, b, a: z > 2 * b, "What is z, in full?"
    ),
    *another_condition(
        "mask_on_residual",
        "Your condition looks at the sign of the residual, not at the sign of z.",
        lambda z, y, b, a: y > a,
        "Which quantity is inside the max?",
    ),
    *another_condition(
        "mask_on_error",
        "Your condition looks at the sign of the error, not at the sign of z.",
        lambda z, y, b, a: a > y,
        "Which quantity is inside the max?",
    ),
    *another_condition(
        "mask_on_target",
        "Your condition looks at the sign of y, not at the sign of z.",
        lambda z, y, b, a: y > 0,
        "Which quantity is inside the max?",
    ),
    *another_condition(
        "mask_inverted",
        "Your condition keeps the silent samples and drops the active ones.",
        lambda z, y, b, a: z <= 0,
        "What is relu'(5)?",
    ),
    Mistake(
        "relu_for_its_derivative",
        says="You multiply the error by relu(z) instead of relu'(z).",
        answers=gradient_of(with_errors(lambda z, y, b: torch.relu(z) * (z - y))),
        hint="What is relu'(5)?",
    ),
    Mistake(
        "no_x",
        says="db is right; dw has lost the last factor of the chain.",
        answers=lambda right, w, b, X, y: (np.full_like(w, right[1]), right[1]),
        hint="How does z change when one entry of w does?",
    ),
    Mistake(
        "db_never_negative",
        says="dw is right; your db has the right size and is never negative.",
        answers=lambda right, *inputs: (right[0], abs(right[1])),
        hint="Which way does the loss go if b grows a little, and which sign says so?",
    ),
    Mistake(
        "db_not_summed",
        says="dw is right; you do not add up db over the samples.",
        answers=lambda right, w, b, X, y: (right[0], 2 / len(y) * errors(w, b, X, y)),
        hint="b is one number. How many numbers does its gradient have?",
    ),
    Mistake(
        "db_without_two",
        says="dw is right; db is half of what it should be: the 2 of the square is missing.",
        answers=times(lambda N, n: 1 / 2, dw=False),
        hint="Which factors do dw and db have in common?",
    ),
    Mistake(
        "db_unmasked_of_answer",
        says="dw is right; silent samples count in your db too.",
        answers=db_over_all(with_errors(lambda z, y, b: torch.relu(z) - y)),
        hint="What happens to C if you move b a little and the neuron is silent for that sample?",
    ),
    Mistake(
        "db_unmasked",
        says="dw is right; db is that of a neuron without its ReLU.",
        answers=db_over_all(linear_cost),
        hint="What happens to C if you move b a little and the neuron is silent for that sample?",
    ),
    Mistake(
        "features_for_samples",
        says="You divide by the number of inputs, not by the number of samples.",
        answers=times(lambda N, n: N / n),
        hint="Which axis of X counts the samples?",
    ),
    Mistake(
        "one_sample_less",
        says="You divide by N - 1.",
        answers=times(lambda N, n: N / max(1, N - 1)),
        hint="How many samples does C average over?",
    ),
    *some_samples(lambda f, inputs: grad_of(f, *inputs, wrt=(0, 1))),
    Mistake(
        "relu_of_inputs",
        says="db is right; your dw takes negative entries of X as 0.",
        answers=lambda right, w, b, X, y: (2 / len(y) * np.maximum(0, X).T @ errors(w, b, X, y), right[1]),
        hint="Which quantity is inside the max?",
    ),
    Mistake(
        "no_negative_entries",
        says="Your gradient has 0 where the right entries are negative.",
        answers=lambda right, *inputs: tuple(np.maximum(0, part) for part in right),
        hint="Can the loss fall when an entry of w rises?",
    ),
    Mistake(
        "no_target",
        says="Your errors are z instead of z - y: you lost y.",
        answers=gradient_of(with_errors(lambda z, y, b: torch.relu(z))),
        hint="What is the derivative of (y - z)² with respect to z?",
    ),
    Mistake(
        "order",
        says="Both are right, but the lesson asks for them in the order dw, db.",
        answers=lambda right, *inputs: right[::-1],
        hint="In which order does the docstring name them?",
    ),
]


@question("loss", weight=2)
def test_the_example_of_the_lesson(submission):
    """The loss of the lesson's three samples is 3."""
    agree(submission.loss(*LESSON), 3.0, mistakes=LOSS_MISTAKES)


@question("loss", weight=3)
def test_loss_on_mixed_samples(submission, cases):
    """The loss agrees with its definition where some samples are active and some are not."""
    first, second = cases(mixed, dict(N=7, n=3), dict(N=12, n=2, side=1))
    others = first, with_other_targets(*first), *cases(plain, dict(N=4, n=4, b=1.0))
    for inputs in (first, second, *others):
        agree(submission.loss(*inputs), value_of(cost, *inputs), mistakes=LOSS_MISTAKES)


def gradients(answer, inputs, mistakes=GRADIENT_MISTAKES):
    """Hold dw and db against autograd's."""
    agree(answer(*inputs), grad_of(cost, *inputs, wrt=(0, 1)), names=NAMES, layout="gradient", mistakes=mistakes)


@question("d_loss", weight=2, parts=NAMES)
def test_the_gradient_of_the_lesson(submission):
    """The gradient of the lesson's three samples is dw = (-6, -2), db = -2."""
    agree(
        submission.d_loss(*LESSON),
        (np.array([-6.0, -2.0]), -2.0),
        names=NAMES,
        layout="gradient",
        mistakes=GRADIENT_MISTAKES,
    )


@question("d_loss", weight=4, parts=NAMES)
def test_gradient_on_mixed_samples(submission, cases):
    """dw and db agree with autograd where some samples are active, where all are, and where none is."""
    first, *others = batches(cases, N=7, n=3)
    plainer = cases(plain, dict(N=4, n=4, b=1.0))
    again = first, with_other_targets(*first)
    for inputs in [first, *others, *cases(mixed, dict(N=12, n=2, side=1)), *plainer, *again]:
        gradients(submission.d_loss, inputs)


@question("d_loss", parts=NAMES)
def test_the_arguments_are_left_alone(submission, cases):
    """d_loss is right and leaves w, X and y as they were."""
    for inputs in batches(cases, N=9, n=3):
        gradients(submission.d_loss, inputs)
    unchanged()


def at_the_kink(rng, N, n, side):
    """Half of the samples have z exactly 0, in whole numbers, which no rounding moves; the others are active or silent.

    b has the sign of `side`; among the others w·x and z differ in sign, and the targets at the kink have either sign.
    """
    w, X = rng.integers(1, 4, size=n) * rng.choice([-1.0, 1.0], n), rng.integers(-3, 4, size=(N, n)).astype(float)
    b, z, y = side * float(rng.integers(2, 5)), np.zeros(N), rng.normal(size=N)
    w[0] = 1.0
    z[N // 2 :] = np.resize(np.array([1.0, -1.0, 5.0, -3.0]) * side, N - N // 2)
    X[:, 0] = z - b - X[:, 1:] @ w[1:]
    y[: N // 2] = np.abs(y[: N // 2]) * np.resize([-1.0, 1.0], N // 2)
    return w, b, X, y


AT_ZERO = Mistake(
    "derivative_at_zero",
    says="You take the derivative of the ReLU at 0 as 1.",
    answers=gradient_of(with_errors(lambda z, y, b: (z >= 0) * (z - y))),
    hint="What does the lesson say about relu'(0)?",
)


@question(
    "d_loss",
    hint="Is this the only check that fails? Then look at z = 0: what does the lesson say about relu'(0)?",
    parts=NAMES,
)
def test_the_gradient_at_z_zero(submission, cases):
    """At z = 0 the derivative of the ReLU is 0, as the lesson says."""
    for inputs in cases(at_the_kink, dict(N=6, n=2, side=-1), dict(N=6, n=2, side=1)):
        gradients(submission.d_loss, inputs, mistakes=[AT_ZERO, *GRADIENT_MISTAKES])


def downhill(w, b, X, y, rate):
    """The end of one step of gradient descent, by autograd."""
    dw, db = grad_of(cost, w, b, X, y, wrt=(0, 1))
    return w - rate * dw, b - rate * db


def w_then_b(w, b, X, y, rate):
    """A step whose gradient for b is taken after w has moved."""
    w = w - rate * grad_of(cost, w, b, X, y)
    return w, b - rate * grad_of(cost, w, b, X, y, wrt=1)


def b_then_w(w, b, X, y, rate):
    """A step whose gradient for w is taken after b has moved."""
    b = b - rate * grad_of(cost, w, b, X, y, wrt=1)
    return w - rate * grad_of(cost, w, b, X, y), b


def w_alone(w, b, X, y, rate):
    """A step that leaves b where it was."""
    return downhill(w, b, X, y, rate)[0], b


def sample_by_sample(w, b, X, y, rate):
    """A step for each sample."""
    for i in range(len(y)):
        w, b = downhill(w, b, X[i : i + 1], y[i : i + 1], rate)
    return w, b


@once
def path(step, w, b, X, y, rate, steps):
    """w, b and the loss before each of so many steps."""
    losses = []
    for _ in range(steps):
        losses.append(value_of(cost, w, b, X, y))
        w, b = step(w, b, X, y, rate)
    return w, b, np.array(losses)


@once
def descent(*inputs):
    """Gradient descent by autograd."""
    return path(downhill, *inputs)


def calm(rng, N, n, pace, side=-1, scale=1.0):
    """Mixed samples, divided by `scale`, with a learning rate and steps, each of which brings the loss down by 1e-5 or more."""
    rate, steps = pace
    while True:
        w, *rest = mixed(rng, N, n, side)
        w, b, X, y = start = w, *(part / scale for part in rest)
        losses = [value_of(cost, *start)]
        for _ in range(steps):
            w, b = downhill(w, b, X, y, rate)
            losses.append(value_of(cost, w, b, X, y))
            if losses[-1] > losses[-2] - 1e-5:
                break
        else:
            return *start, rate, steps


def climbing(rng, N, n):
    """Mixed samples, and a learning rate so large that the first step climbs; six steps, of which none runs away."""
    while True:
        start = mixed(rng, N, n)
        for rate in (0.2, 0.4, 0.8, 1.6):
            losses = path(downhill, *start, rate, 6)[2]
            if losses[1] > losses[0]:
                break
        if losses[0] < losses[1] and losses.max() < 1e4:
            return *start, rate, 6


def tiny(rng, N, n):
    """Mixed samples a thousand times smaller, so that the loss hardly changes; six steps."""
    w, b, X, y = mixed(rng, N, n)
    return w / 1000, b / 1000, X, y / 1000, 0.01, 6


def gradient_of_the_start(right, w, b, X, y, rate, steps):
    """Descent whose gradient is taken once, before the first step."""
    by_w, by_b = grad_of(cost, w, b, X, y, wrt=(0, 1))
    return path(lambda w, b, X, y, rate: (w - rate * by_w, b - rate * by_b), w, b, X, y, rate, steps)


def up_to_the_first_climb(right, *inputs):
    """Descent that ends where the loss is more than it was before."""
    steps = next(
        (step for step, smallest_first in enumerate(np.diff(right[2]), 1) if smallest_first > 0), len(right[2])
    )
    return *path(downhill, *inputs[:5], steps)[:2], right[2][:steps]


def changing(rule):
    """Descent whose learning rate becomes rule(rate, last loss, this loss) before each step."""

    @once
    def wrong(right, w, b, X, y, rate, steps):
        losses = [np.inf]
        for _ in range(steps):
            losses.append(value_of(cost, w, b, X, y))
            rate = rule(rate, *losses[-2:])
            w, b = downhill(w, b, X, y, rate)
        return w, b, np.array(losses[1:])

    return wrong


def with_momentum(right, *inputs):
    """Descent by steps each of which goes on with 0.9 of the last."""
    moved = 0.0, 0.0

    def step(w, b, X, y, rate):
        nonlocal moved
        moved = tuple(0.9 * old + new for old, new in zip(moved, grad_of(cost, w, b, X, y, wrt=(0, 1)), strict=True))
        return w - rate * moved[0], b - rate * moved[1]

    return path(step, *inputs)


def falling(right, *inputs):
    """Descent with a learning rate that is divided by 1, 2, 3, ... from step to step."""
    taken = 0

    def step(w, b, X, y, rate):
        nonlocal taken
        taken += 1
        return downhill(w, b, X, y, rate / taken)

    return path(step, *inputs)


def by_signs(w, b, X, y, rate):
    """A step by the sign of the gradient."""
    dw, db = grad_of(cost, w, b, X, y, wrt=(0, 1))
    return w - rate * np.sign(dw), b - rate * np.sign(db)


def by_steps(step):
    """Descent by other steps in place of the right one."""
    return lambda right, *inputs: path(step, *inputs)


TRAIN_MISTAKES = [
    Mistake(
        "losses_after_step",
        says="Your losses are those after each step.",
        answers=lambda right, *inputs: (*right[:2], descent(*inputs[:5], inputs[5] + 1)[2][1:]),
        hint="Is losses[0] the loss of the w and b that were given?",
    ),
    Mistake(
        "uphill",
        says="Your steps go along the gradient, uphill.",
        answers=lambda right, *inputs: descent(*inputs[:4], -inputs[4], inputs[5]),
        hint="Do your losses go down?",
    ),
    Mistake(
        "w_first",
        says="You update w before you take the gradient for b.",
        answers=by_steps(w_then_b),
        hint="At which w do you take each of the two gradients?",
    ),
    Mistake(
        "b_first",
        says="You update b before you take the gradient for w.",
        answers=by_steps(b_then_w),
        hint="At which b do you take each of the two gradients?",
    ),
    Mistake(
        "b_stays",
        says="w moves as it should, but b stays where it was.",
        answers=by_steps(w_alone),
        hint="How many parameters does one step move?",
    ),
    Mistake(
        "sample_by_sample",
        says="You take one step per sample; the lesson takes one step along the gradient of C.",
        answers=by_steps(sample_by_sample),
        hint="How many samples enter C, and how many enter one of your steps?",
    ),
    Mistake(
        "one_gradient",
        says="All your steps use the gradient of the starting point.",
        answers=gradient_of_the_start,
        hint="At which w and b do you take the gradient of the second step?",
    ),
    Mistake(
        "learning_rate_ignored",
        says="Your steps use learning rate 0.1, whatever rate is given.",
        answers=lambda right, *inputs: descent(*inputs[:4], 0.1, inputs[5]),
        hint="Where does learning_rate enter your step?",
    ),
    Mistake(
        "nothing_moves",
        says="w and b stay where they were.",
        answers=lambda right, w, b, X, y, learning_rate, steps: (w, b, np.full(steps, right[2][0])),
        hint="Does each step begin where the last one ended?",
    ),
    Mistake(
        "ends_at_a_climb",
        says="Your descent stops where the loss climbs; the lesson takes all steps.",
        answers=up_to_the_first_climb,
        hint="How many steps does the caller ask for?",
    ),
    Mistake(
        "an_earlier_point",
        says="Your losses are right, but you return the w and b of an earlier step.",
        answers=lambda right, *inputs: (*descent(*inputs[:5], inputs[5] - 1)[:2], right[2]),
        hint="After how many steps should you return w and b?",
    ),
    Mistake(
        "rate_by_samples",
        says="You divide the learning rate by N.",
        answers=lambda right, *inputs: descent(*inputs[:4], inputs[4] / len(inputs[3]), inputs[5]),
        hint="Which factors of C does its gradient contain already?",
    ),
    Mistake(
        "rate_halved",
        says="You halve the learning rate where the loss climbs.",
        answers=changing(lambda rate, last, loss: rate / 2 if loss > last else rate),
        hint="With which learning rate does the lesson take its second step?",
    ),
    Mistake(
        "stands_still",
        says="Your descent stops where the loss hardly changes.",
        answers=changing(lambda rate, last, loss: rate if abs(last - loss) >= 1e-6 else 0.0),
        hint="How many steps does the caller ask for?",
    ),
    Mistake(
        "rate_falls",
        says="You divide the learning rate by 1, 2, 3, ... from step to step.",
        answers=falling,
        hint="With which learning rate does the lesson take its second step?",
    ),
    Mistake(
        "signs",
        says="Your steps go by the sign of the gradient, and lose its size.",
        answers=by_steps(by_signs),
        hint="How long is a step of the lesson where the gradient is small?",
    ),
    Mistake(
        "momentum",
        says="Your steps have momentum: each one contains a part of the step before.",
        answers=with_momentum,
        hint="Which single gradient does a step of the lesson use?",
    ),
    Mistake(
        "losses_first",
        says="The three are right, but the lesson asks for them in the order w, b, losses.",
        answers=lambda right, *inputs: (right[2], *right[:2]),
        hint="In which order does the docstring name them?",
    ),
]


def trained(got, *inputs):
    """Hold what train gave for w, b, X, y, learning_rate and steps against autograd's: first that no loss is missing."""
    steps, losses = inputs[5], got[2] if isinstance(got, (tuple, list)) and len(got) == 3 else None
    if isinstance(losses, list) or (isinstance(losses, np.ndarray) and losses.ndim == 1):
        holds(
            len(losses) == steps,
            f"losses has {len(losses)} entries; the call asks for {steps} steps, with one loss before each",
        )
    agree(got, descent(*inputs), names=("w", "b", "losses"), mistakes=TRAIN_MISTAKES, given=inputs)


@question("train", weight=2)
def test_one_step(submission):
    """One step on the lesson's samples gives w = (1.6, -0.8), b = 0.2 and losses = [3], as by hand."""
    agree(
        submission.train(*LESSON, 0.1, 1),
        (np.array([1.6, -0.8]), 0.2, np.array([3.0])),
        names=("w", "b", "losses"),
        mistakes=TRAIN_MISTAKES,
    )


@question("train", weight=3)
def test_twelve_steps(submission, cases):
    """Twelve steps end where autograd's do, and losses[t] is the loss before step t."""
    first, *_ = cases(calm, dict(N=7, n=3, pace=(0.05, 12)))
    again = first, (*with_other_targets(*first[:4]), 0.05, 12)
    for inputs in (first, *((*start, 0.01, 5) for start in cases(plain, dict(N=4, n=4, b=1.0))), *again):
        trained(submission.train(*inputs), *inputs)


@question(
    "train",
    weight=2,
    hint="With the lesson's rate the first step climbs. How many steps does the caller ask for, and how long is each?",
)
def test_every_step_is_taken(submission, cases):
    """All steps are taken as asked, even where the loss climbs or is tiny."""
    drawn = *cases(climbing, dict(N=6, n=3)), *cases(tiny, dict(N=6, n=3))
    for inputs in ((*LESSON, 0.1, 6), (*SMALL, 0.01, 6), *drawn):
        trained(submission.train(*inputs), *inputs)


@question("train")
def test_training_leaves_its_arguments_alone(submission, cases):
    """train is right and leaves w, X and y as they were."""
    for inputs in cases(calm, dict(N=36, n=3, pace=(0.02, 3))):
        trained(submission.train(*inputs), *inputs)
    unchanged()


def summed_cost(w, b, X, y):
    """The sum of the squares in place of their mean."""
    return len(y) * cost(w, b, X, y)


def after_a_step(rate, w, b, X, y, dw, db):
    """The loss after one step of descent, as a function of the learning rate."""
    return cost(w - rate * dw, b - rate * db, X, y)


@once
def deck(w, b, X, y):
    """The answers of the quiz by autograd."""
    dw, db = grad_of(cost, w, b, X, y, wrt=(0, 1))
    alone = [grad_of(cost, w, b, X[i : i + 1], y[i : i + 1], wrt=(0, 1)) for i in range(len(y))]
    doubled = grad_of(cost, w, b, np.repeat(X, 2, axis=0), np.repeat(y, 2), wrt=1)
    return {
        "z": value_of(lambda X, w, b: X @ w + b, X, w, b).shape,
        "dC/dw": dw,
        "dC/db": db,
        "idle": float(sum(not np.any(own) and rest == 0 for own, rest in alone)),
        "sum": round(grad_of(summed_cost, w, b, X, y, wrt=1) / db, 9),
        "twice": round(doubled / db, 9),
        "slope": grad_of(after_a_step, 0.0, w, b, X, y, dw, db),
    }


QUIZ_MISTAKES = [
    Mistake(
        "no_mask",
        says="Silent samples count in your dC/dw and dC/db too.",
        answers=lambda right, *inputs: (
            right | dict(zip(("dC/dw", "dC/db"), grad_of(linear_cost, *inputs, wrt=(0, 1)), strict=True))
        ),
        hint="What does a small change of b do to the output of a silent neuron?",
    ),
    Mistake(
        "active_counted",
        says="You counted the samples that do add something.",
        answers=lambda right, w, b, X, y: right | {"idle": len(y) - right["idle"]},
        hint="What does a small change of w do to the output of a silent neuron?",
    ),
    Mistake(
        "twice_as_much",
        says="Twice as many samples do not make the gradient of C twice as large.",
        answers=lambda right, *inputs: right | {"twice": 2.0},
        hint="What stands in front of the sum in C, and how does it change?",
    ),
    Mistake(
        "uphill",
        says="C would rise by this much if the step went along the gradient.",
        answers=lambda right, *inputs: right | {"slope": -right["slope"]},
        hint="Which sign stands in front of the learning rate in the update?",
    ),
    Mistake(
        "slope_without_bias",
        says="This is the change from the step in w alone; b moves too.",
        answers=lambda right, w, b, X, y: right | {"slope": right["slope"] + grad_of(cost, w, b, X, y, wrt=1) ** 2},
        hint="How many parameters does one step move?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """All cards are right, at several sizes."""
    for inputs in cases(mixed, dict(N=7, n=3), dict(N=12, n=2, side=1)):
        agree(submission.quiz(*inputs), deck(*inputs), mistakes=QUIZ_MISTAKES)
