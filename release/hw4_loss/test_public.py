"""The public checks of hw4: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution.
"""

import numpy as np
import torch

from autograder import Mistake, agree, grad_of, question, remember, unchanged, value_of


def cost(w, b, X, y):
    """The loss of the lesson, in torch."""
    return ((y - torch.relu(X @ w + b)) ** 2).mean()


# The numbers of the lesson: w, b, X, y.
LESSON = (np.array([1.0, -1.0]), 0.0, np.array([[2.0, 1.0], [1.0, 7.0], [5.0, 1.0]]), np.array([3.0, -2.0, 5.0]))


def mixed(rng, N, n):
    """Samples on both sides of the kink, none near it, with a mean on the silent side; residuals and y of both signs."""
    while True:
        w, b, X, y = rng.normal(size=n), float(rng.normal()), rng.normal(size=(N, n)), 2 * rng.normal(size=N)
        z = X @ w + b
        spread = N // 4 < (z > 0).sum() < N - N // 4 and np.abs(z).min() > 1e-3
        if spread and z.mean() < 0 and ((y > 0) & (y < z)).any():
            return w, b, X, y


def linear_cost(w, b, X, y):
    """The loss of a neuron without its ReLU."""
    return ((y - (X @ w + b)) ** 2).mean()


def all_pairs(w, b, X, y):
    """The mean over all N·N pairs of a target and an answer."""
    return ((y - torch.relu(X @ w + b)[:, None]) ** 2).mean()


def times(factor, dw=True, db=True):
    """The gradients, one of them or both, multiplied by factor(N, n)."""

    def wrong(right, w, b, X, y):
        by = factor(*X.shape)
        return by**dw * right[0], by**db * right[1]

    return wrong


def weighted(slope):
    """The loss with slope(z, y) where relu'(z) belongs; its value stays what it is."""

    def f(w, b, X, y):
        z = X @ w + b
        tangent = slope(z.detach(), y) * z
        return ((y - tangent - (torch.relu(z) - tangent).detach()) ** 2).mean()

    return f


def gradient_of(f):
    """The gradient of f in place of the right one."""
    return lambda right, *inputs: grad_of(f, *inputs, wrt=(0, 1))


def per_active(right, w, b, X, y):
    """The mean over the active samples in place of all."""
    by = len(y) / max(1, np.sum(X @ w + b > 0))
    return by * right[0], by * right[1]


LOSS_MISTAKES = [
    Mistake(
        "no_mean",
        "This is N times the loss: the sum over samples without the 1/N.",
        lambda right, w, b, X, y: right * len(y),
        "If every sample stood in X twice, should C change?",
        on_top="mean",
    ),
    Mistake(
        "no_relu",
        "This is the loss of a neuron without its ReLU.",
        lambda right, *inputs: value_of(linear_cost, *inputs),
        "What does your neuron answer where w·x + b is negative?",
    ),
    Mistake(
        "half",
        "This is half of the loss.",
        lambda right, *inputs: right / 2,
        "Which factor stands before the sum in C?",
        on_top="scale",
    ),
    Mistake(
        "all_pairs",
        "Every target is compared with every answer: an (N, N) table has come in between.",
        lambda right, *inputs: value_of(all_pairs, *inputs),
        "Print the shape of your residual. Has it N entries?",
    ),
    Mistake(
        "root",
        "This is the square root of the loss.",
        lambda right, *inputs: np.sqrt(right),
        "Is C the mean squared error, or its root?",
    ),
]

GRADIENT_MISTAKES = [
    Mistake(
        "no_mask",
        "This is the gradient of a neuron without its ReLU: silent samples count too.",
        gradient_of(linear_cost),
        "What happens to C if you move w slightly for a sample whose neuron answers 0?",
    ),
    Mistake(
        "no_mask_in_derivative",
        "The ReLU is in the residual, but its derivative is taken as 1 everywhere.",
        gradient_of(weighted(lambda z, y: torch.ones_like(z))),
        "What is relu'(z) where z is negative?",
    ),
    Mistake(
        "no_mean",
        "This is N times the gradient: the 1/N is missing.",
        times(lambda N, n: N),
        "If every sample stood in X twice, should the gradient change?",
        on_top="mean",
    ),
    Mistake(
        "no_two",
        "This is half of the gradient: the 2 of the square is missing.",
        times(lambda N, n: 1 / 2),
        "What is the derivative of u² with respect to u?",
        on_top="two",
    ),
    Mistake(
        "sign",
        "This is the gradient with the opposite sign.",
        times(lambda N, n: -1),
        "Move w a little along your gradient. Does the loss go up, as it should?",
        on_top="sign",
    ),
    Mistake(
        "mean_twice",
        "This is the gradient divided by N once more.",
        times(lambda N, n: 1 / N),
        "How often do you divide by N?",
        on_top="mean",
    ),
    Mistake(
        "db_mean_twice",
        "dw is right; db is divided by N once more.",
        times(lambda N, n: 1 / N, dw=False),
        "How often do you divide db by N?",
    ),
    Mistake(
        "db_without_mean",
        "dw is right; db is N times what it should be.",
        times(lambda N, n: N, dw=False),
        "If every sample stood in X twice, should db change?",
    ),
    Mistake(
        "mean_over_features",
        "db is right; dw is divided by the number of features too.",
        times(lambda N, n: 1 / n, db=False),
        "Over which axis is the sum in dw, and which axis does it keep?",
    ),
    Mistake(
        "mean_over_active",
        "You divide by the number of active samples.",
        per_active,
        "Which N stands in C: that of all samples, or of the active ones?",
    ),
    Mistake(
        "mask_of_the_mean",
        "One condition for the whole batch: the mean of z decides for all samples.",
        lambda right, w, b, X, y: (
            grad_of(linear_cost, w, b, X, y, wrt=(0, 1)) if np.mean(X @ w + b) > 0 else (0 * right[0], 0.0)
        ),
        "Can two samples of the batch be on different sides of the kink?",
    ),
    Mistake(
        "mask_on_residual",
        "The condition asks for the sign of the residual, not for that of z.",
        gradient_of(weighted(lambda z, y: (y - torch.relu(z) > 0).double())),
        "Which quantity is inside the max?",
    ),
    Mistake(
        "mask_on_target",
        "The condition asks for the sign of y, not for that of z.",
        gradient_of(weighted(lambda z, y: (y > 0).double())),
        "Which quantity is inside the max?",
    ),
    Mistake(
        "mask_inverted",
        "The condition lets the silent samples through and stops the active ones.",
        gradient_of(weighted(lambda z, y: (z <= 0).double())),
        "What is relu'(5)?",
    ),
    Mistake(
        "relu_for_its_derivative",
        "The error is multiplied by relu(z) where relu'(z) belongs.",
        gradient_of(weighted(lambda z, y: torch.relu(z))),
        "What is relu'(5)?",
    ),
    Mistake(
        "no_x",
        "db is right; in dw the last factor of the chain is lost.",
        lambda right, w, b, X, y: (np.full_like(w, right[1]), right[1]),
        "How does z change when one entry of w does?",
    ),
    Mistake(
        "db_not_summed",
        "dw is right; db is not summed over the samples.",
        lambda right, w, b, X, y: (right[0], 2 / len(y) * np.where(X @ w + b > 0, X @ w + b - y, 0)),
        "b is one number. How many has its gradient?",
    ),
]


@question("loss", weight=2)
def test_the_example_of_the_lesson(submission):
    """The loss of the lesson's three samples is 3."""
    agree(submission.loss(*LESSON), 3.0, among=LOSS_MISTAKES)


@question("loss", weight=3)
def test_loss_on_mixed_samples(submission, cases):
    """The loss agrees with its definition where some samples are active and some are not."""
    for inputs in cases(mixed, dict(N=7, n=3), dict(N=12, n=2)):
        agree(submission.loss(*inputs), value_of(cost, *inputs), among=LOSS_MISTAKES)


@question("d_loss", weight=2)
def test_the_gradient_of_the_lesson(submission):
    """The gradient of the lesson's three samples is dw = (-6, -2), db = -2."""
    agree(
        submission.d_loss(*LESSON),
        (np.array([-6.0, -2.0]), -2.0),
        names=("dw", "db"),
        layout="gradient",
        among=GRADIENT_MISTAKES,
    )


@question("d_loss", weight=4)
def test_gradient_on_mixed_samples(submission, cases):
    """dw and db agree with autograd where some samples are active and some are not."""
    for inputs in cases(mixed, dict(N=7, n=3), dict(N=12, n=2)):
        agree(
            submission.d_loss(*inputs),
            grad_of(cost, *inputs, wrt=(0, 1)),
            names=("dw", "db"),
            layout="gradient",
            among=GRADIENT_MISTAKES,
        )


@question("d_loss")
def test_the_arguments_are_left_alone(submission, cases):
    """d_loss answers and leaves w, X and y as they were."""
    for inputs in cases(mixed, dict(N=9, n=3)):
        agree(
            submission.d_loss(*inputs),
            grad_of(cost, *inputs, wrt=(0, 1)),
            names=("dw", "db"),
            layout="gradient",
            among=GRADIENT_MISTAKES,
        )
    unchanged()


@remember
def descent(w, b, X, y, learning_rate, steps):
    """Gradient descent by autograd: w, b and the loss before each step."""
    losses = []
    for _ in range(steps):
        losses.append(value_of(cost, w, b, X, y))
        dw, db = grad_of(cost, w, b, X, y, wrt=(0, 1))
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, np.array(losses)


@remember
def descent_in_turn(w, b, X, y, learning_rate, steps):
    """Gradient descent whose step on b is taken after the one on w."""
    losses = []
    for _ in range(steps):
        losses.append(value_of(cost, w, b, X, y))
        w = w - learning_rate * grad_of(cost, w, b, X, y)
        b = b - learning_rate * grad_of(cost, w, b, X, y, wrt=1)
    return w, b, np.array(losses)


TRAIN_MISTAKES = [
    Mistake(
        "losses_after_step",
        "Your losses are those after each step.",
        lambda right, *inputs: (*right[:2], descent(*inputs[:5], inputs[5] + 1)[2][1:]),
        "Is losses[0] the loss of the w and b that were given?",
    ),
    Mistake(
        "uphill",
        "Your steps go along the gradient, uphill.",
        lambda right, *inputs: descent(*inputs[:4], -inputs[4], inputs[5]),
        "Do your losses go down?",
    ),
    Mistake(
        "w_first",
        "w is updated before the gradient for b is taken.",
        lambda right, *inputs: descent_in_turn(*inputs),
        "At which w is each of your two gradients taken?",
    ),
    Mistake(
        "learning_rate_ignored",
        "Your steps are those of learning rate 0.1, whatever was given.",
        lambda right, *inputs: descent(*inputs[:4], 0.1, inputs[5]),
        "Where does learning_rate enter your step?",
    ),
    Mistake(
        "nothing_moves",
        "w and b stay where they were.",
        lambda right, w, b, X, y, learning_rate, steps: (w, b, np.full(steps, right[2][0])),
        "Does each step begin where the last one ended?",
    ),
]


@question("train", weight=2)
def test_one_step(submission):
    """One step on the lesson's samples, by hand: w = (1.6, -0.8), b = 0.2, losses = [3]."""
    agree(
        submission.train(*LESSON, 0.1, 1),
        (np.array([1.6, -0.8]), 0.2, np.array([3.0])),
        names=("w", "b", "losses"),
        among=TRAIN_MISTAKES,
    )


@question("train", weight=3)
def test_twelve_steps(submission, cases):
    """Twelve steps end where autograd's do, and losses[t] is the loss before step t."""
    for inputs in cases(mixed, dict(N=7, n=3)):
        agree(
            submission.train(*inputs, 0.05, 12),
            descent(*inputs, 0.05, 12),
            names=("w", "b", "losses"),
            among=TRAIN_MISTAKES,
        )


def summed_cost(w, b, X, y):
    """The sum of the squares in place of their mean."""
    return len(y) * cost(w, b, X, y)


def after_a_step(rate, w, b, X, y, dw, db):
    """The loss after one step of descent, as a function of the learning rate."""
    return cost(w - rate * dw, b - rate * db, X, y)


@remember
def deck(w, b, X, y):
    """The answers of the quiz by autograd."""
    dw, db = grad_of(cost, w, b, X, y, wrt=(0, 1))
    alone = [grad_of(cost, w, b, X[i : i + 1], y[i : i + 1], wrt=(0, 1)) for i in range(len(y))]
    doubled = grad_of(cost, w, b, np.repeat(X, 2, axis=0), np.repeat(y, 2), wrt=1)
    return {
        "z": value_of(lambda X, w, b: X @ w + b, X, w, b).shape,
        "dw": dw.shape,
        "idle": float(sum(not np.any(own) and rest == 0 for own, rest in alone)),
        "sum": round(grad_of(summed_cost, w, b, X, y, wrt=1) / db, 9),
        "twice": round(doubled / db, 9),
        "slope": grad_of(after_a_step, 0.0, w, b, X, y, dw, db),
    }


QUIZ_MISTAKES = [
    Mistake(
        "active_counted",
        "These are the samples that do add something.",
        lambda right, w, b, X, y: right | {"idle": len(y) - right["idle"]},
        "What does a small change of w do to the answer of a silent neuron?",
    ),
    Mistake(
        "twice_as_much",
        "Twice the samples do not make twice the gradient of C.",
        lambda right, *inputs: right | {"twice": 2.0},
        "What stands before the sum in C, and what becomes of it?",
    ),
    Mistake(
        "uphill",
        "By that much C would rise if the step went along the gradient.",
        lambda right, *inputs: right | {"slope": -right["slope"]},
        "Which sign stands before the learning rate in the update?",
    ),
    Mistake(
        "slope_without_bias",
        "That is what the step in w alone does; b moves too.",
        lambda right, w, b, X, y: right | {"slope": right["slope"] + grad_of(cost, w, b, X, y, wrt=1) ** 2},
        "How many parameters does one step move?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """Every card is right, at several sizes."""
    for inputs in cases(mixed, dict(N=7, n=3), dict(N=12, n=2)):
        agree(submission.quiz(*inputs), deck(*inputs), among=QUIZ_MISTAKES)
