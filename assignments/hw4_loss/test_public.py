"""The public checks of hw4: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution.
"""

import numpy as np
import torch

from autograder import Mistake, agree, grad_of, question, remember, unchanged, value_of


def cost(w, b, X, y):
    """The loss of the lesson, in torch."""
    return ((y - torch.relu(X @ w + b)) ** 2).mean()


def by_hand():
    """The numbers of the lesson."""
    return np.array([1.0, -1.0]), 0.0, np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([3.0, 1.0])


def mixed(rng, N, n):
    """Some samples active, some not, none near the kink; X and y of both signs."""
    while True:
        w, b, X, y = rng.normal(size=n), float(rng.normal()), rng.normal(size=(N, n)), 2 * rng.normal(size=N)
        z = X @ w + b
        if N // 4 < (z > 0).sum() < N - N // 4 and np.abs(z).min() > 1e-3:
            return w, b, X, y


def linear_cost(w, b, X, y):
    """The loss of a neuron without its ReLU."""
    return ((y - (X @ w + b)) ** 2).mean()


def times(factor):
    """Both gradients multiplied by factor(N)."""
    return lambda right, w, b, X, y: tuple(factor(len(y)) * part for part in right)


def unmasked(right, w, b, X, y):
    """The residual of the ReLU neuron, but its derivative taken as 1 everywhere."""
    error = np.maximum(0, X @ w + b) - y
    return 2 / len(y) * X.T @ error, float(2 / len(y) * error.sum())


LOSS_MISTAKES = [
    Mistake("no_mean", "This is N times the loss: the sum over samples without the 1/N.",
            lambda right, w, b, X, y: right * len(y), "If every sample stood in X twice, should C change?"),
    Mistake("no_relu", "This is the loss of a neuron without its ReLU.",
            lambda right, *inputs: value_of(linear_cost, *inputs), "What does your neuron answer where w·x + b is negative?"),
    Mistake("half", "This is half of the loss.", lambda right, *inputs: right / 2, "Which factor stands before the sum in C?"),
    Mistake("root", "This is the square root of the loss.", lambda right, *inputs: np.sqrt(right),
            "Is C the mean squared error, or its root?"),
]

GRADIENT_MISTAKES = [
    Mistake("no_mask", "This is the gradient of a neuron without its ReLU: silent samples count too.",
            lambda right, *inputs: grad_of(linear_cost, *inputs, wrt=(0, 1)),
            "What happens to C if you move w slightly for a sample whose neuron answers 0?"),
    Mistake("no_mask_in_derivative", "The ReLU is in the residual, but its derivative is taken as 1 everywhere.", unmasked,
            "What is relu'(z) where z is negative?"),
    Mistake("no_mean", "This is N times the gradient: the 1/N is missing.", times(lambda N: N),
            "If every sample stood in X twice, should the gradient change?"),
    Mistake("no_two", "This is half of the gradient: the 2 of the square is missing.", times(lambda N: 0.5),
            "What is the derivative of u² with respect to u?"),
    Mistake("sign", "This is the gradient with the opposite sign.", times(lambda N: -1),
            "Move w a little along your gradient. Does the loss go up, as it should?"),
    Mistake("mean_twice", "This is the gradient divided by N once more.", times(lambda N: 1 / N),
            "How often do you divide by N?"),
]


@question("loss", weight=2)
def test_the_example_of_the_lesson(submission):
    """The loss of the lesson's two samples is 2.5."""
    agree(submission.loss(*by_hand()), 2.5)


@question("loss", weight=3)
def test_loss_on_mixed_samples(submission, cases):
    """The loss agrees with its definition where some samples are active and some are not."""
    for inputs in cases(mixed, dict(N=7, n=3), dict(N=12, n=2)):
        agree(submission.loss(*inputs), value_of(cost, *inputs), among=LOSS_MISTAKES)


@question("d_loss", weight=2)
def test_the_gradient_of_the_lesson(submission):
    """The gradient of the lesson's two samples is dw = (-4, -2), db = -2."""
    agree(submission.d_loss(*by_hand()), (np.array([-4.0, -2.0]), -2.0), names=("dw", "db"), layout="gradient",
          among=GRADIENT_MISTAKES)


@question("d_loss", weight=4)
def test_gradient_on_mixed_samples(submission, cases):
    """dw and db agree with autograd where some samples are active and some are not."""
    for inputs in cases(mixed, dict(N=7, n=3), dict(N=12, n=2)):
        agree(submission.d_loss(*inputs), grad_of(cost, *inputs, wrt=(0, 1)), names=("dw", "db"), layout="gradient",
              among=GRADIENT_MISTAKES)


@question("d_loss")
def test_the_arguments_are_left_alone(submission, cases):
    """d_loss leaves w, X and y as they were."""
    for inputs in cases(mixed, dict(N=9, n=3)):
        submission.d_loss(*inputs)
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


TRAIN_MISTAKES = [
    Mistake("losses_after_step", "Your losses are those after each step.",
            lambda right, *inputs: (*right[:2], descent(*inputs[:5], inputs[5] + 1)[2][1:]),
            "Is losses[0] the loss of the w and b that were given?"),
    Mistake("uphill", "Your steps go along the gradient, uphill.",
            lambda right, *inputs: descent(*inputs[:4], -inputs[4], inputs[5]), "Do your losses go down?"),
]


@question("train", weight=2)
def test_one_step(submission):
    """One step on the lesson's two samples, by hand: w = (1.4, -0.8), b = 0.2, losses = [2.5]."""
    agree(submission.train(*by_hand(), 0.1, 1), (np.array([1.4, -0.8]), 0.2, np.array([2.5])), names=("w", "b", "losses"),
          among=TRAIN_MISTAKES)


@question("train", weight=3)
def test_twelve_steps(submission, cases):
    """Twelve steps end where autograd's do, and losses[t] is the loss before step t."""
    for inputs in cases(mixed, dict(N=7, n=3)):
        agree(submission.train(*inputs, 0.05, 12), descent(*inputs, 0.05, 12), names=("w", "b", "losses"),
              among=TRAIN_MISTAKES)
