"""The public checks of hw3: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution.
"""

import numpy as np

from autograder import Mistake, agree, grad_of, jacobian_of, once, question, value_of
from autograder.torch import torch

# The numbers of the lesson: w, x and the two biases, for which the neuron is active and silent.
W, X, ACTIVE, SILENT = np.array([1.0, -2.0, 3.0]), np.array([4.0, 6.0, 2.0]), 5.0, -1.0


def neuron(w, x, b):
    """The neuron of the lesson, in torch."""
    return torch.relu(w @ x + b)


def aimed(rng, n, low, high, bias):
    """A neuron whose z is between low and high, by a bias that turns, helps or hinders w·x.

    It turns the sign of w·x; or it helps, and is the larger part of z; or it hinders, and takes back a part of w·x.
    """
    while True:
        w, x, z = rng.normal(size=n), rng.normal(size=n), rng.uniform(low, high)
        w *= (-1 if bias == "turns" else 1) * np.sign(z) * np.sign(w @ x)
        share = float(w @ x) / z
        if {"turns": share < 0, "helps": 0 < share < 0.5, "hinders": share > 1}[bias]:
            return w, x, float(z - w @ x)


# z below 0, between 0 and 1, above 1 and above 6, and every kind of bias.
EVERYWHERE = (
    dict(n=3, low=0.2, high=0.8, bias="hinders"),
    dict(n=4, low=2.0, high=5.0, bias="turns"),
    dict(n=3, low=-5.0, high=-2.0, bias="turns"),
    dict(n=4, low=-0.8, high=-0.2, bias="hinders"),
    dict(n=5, low=7.0, high=9.0, bias="helps"),
)


def plain(rng, n, b):
    """w and x of small whole numbers, among them 0, 1 and equal ones, and that bias; z is not 0."""
    while True:
        w = rng.permutation(np.resize([0.0, 1.0, -2.0, 1.0, 3.0], n))
        x = rng.permutation(np.resize([2.0, 1.0, -3.0, 2.0, 0.0], n))
        if w @ x + b != 0:
            return w, x, b


PLAIN = dict(n=2, b=0.0), dict(n=5, b=1.0), dict(n=5, b=-1.0)


def linear(w, x, b):
    """A neuron without its ReLU."""
    return w @ x + b


def instead(f):
    """What f gives in place of the right answer."""
    return lambda right, *inputs: value_of(f, *inputs)


def some_inputs(rows):
    """The neuron of some of its inputs alone."""
    return instead(lambda w, x, b: torch.relu(w[rows] @ x[rows] + b))


ACTIVATION_MISTAKES = [
    Mistake(
        "no_relu",
        says="This is w·x + b: the neuron is never silent.",
        answers=instead(linear),
        hint="What should the neuron output where w·x + b is negative?",
    ),
    Mistake(
        "no_bias",
        says="You left out the bias.",
        answers=instead(lambda w, x, b: torch.relu(w @ x)),
        hint="What does your neuron output for x = 0 and b = 1?",
    ),
    Mistake(
        "bias_outside",
        says="You add the bias after the max.",
        answers=instead(lambda w, x, b: torch.relu(w @ x) + b),
        hint="Can the output of your neuron be negative?",
    ),
    Mistake(
        "bias_for_each_input",
        says="You add the bias once for each input.",
        answers=instead(lambda w, x, b: torch.relu((w * x + b).sum())),
        hint="How often does b enter z?",
    ),
    Mistake(
        "relu_of_each_product",
        says="You take the max of each product, before the sum.",
        answers=instead(lambda w, x, b: torch.relu(w * x).sum() + b),
        hint="Which may not be negative: the sum, or each of its terms?",
    ),
    Mistake(
        "no_sum",
        says="You do not add up the products: there is one output per input.",
        answers=instead(lambda w, x, b: torch.relu(w * x + b)),
        hint="One neuron gives one number. Which product of w and x is one number?",
    ),
    Mistake(
        "absolute",
        says="This is |w·x + b|.",
        answers=instead(lambda w, x, b: torch.abs(w @ x + b)),
        hint="What is max(0, -2)?",
    ),
    Mistake(
        "leaky",
        says="Your neuron leaks: it outputs 0.01 z where z is negative.",
        answers=instead(lambda w, x, b: torch.nn.functional.leaky_relu(w @ x + b, 0.01)),
        hint="What is max(0, -2)?",
    ),
    Mistake(
        "never_below_one",
        says="Your output is never below 1.",
        answers=instead(lambda w, x, b: torch.clamp(w @ x + b, min=1)),
        hint="Which number does a silent neuron output?",
    ),
    Mistake(
        "step",
        says="Your neuron outputs 1 where it is active; the lesson asks for z.",
        answers=instead(lambda w, x, b: (w @ x + b > 0).double()),
        hint="What is max(0, 5)?",
    ),
    Mistake(
        "capped",
        says="Your output never exceeds an upper limit.",
        answers=instead(lambda w, x, b: torch.clamp(w @ x + b, 0, 6)),
        hint="What is max(0, 10)?",
    ),
    Mistake(
        "threshold_one",
        says="Your neuron is silent for z up to 1; the kink belongs at 0.",
        answers=instead(lambda w, x, b: torch.where(w @ x + b > 1, w @ x + b, 0.0)),
        hint="What is max(0, 0.5)?",
    ),
    Mistake(
        "sigmoid",
        says="This is a sigmoid, not a ReLU.",
        answers=instead(lambda w, x, b: torch.sigmoid(w @ x + b)),
        hint="What is max(0, 5)?",
    ),
    Mistake(
        "bias_subtracted",
        says="You subtract the bias.",
        answers=instead(lambda w, x, b: torch.relu(w @ x - b)),
        hint="Which sign does b have in z?",
    ),
    Mistake(
        "mean_for_sum",
        says="You take the mean of the products, not their sum.",
        answers=instead(lambda w, x, b: torch.relu((w * x).mean() + b)),
        hint="What is (1, 1)·(1, 1)?",
    ),
    Mistake(
        "softplus",
        says="This is ln(1 + e^z), a ReLU with its corner rounded off.",
        answers=instead(lambda w, x, b: torch.nn.functional.softplus(w @ x + b)),
        hint="What is max(0, -2)?",
    ),
    Mistake(
        "whole_number",
        says="Your output is cut to a whole number.",
        answers=lambda right, *inputs: float(np.floor(right)),
        hint="What does your neuron output where z is 0.5, and which line loses the half?",
    ),
    Mistake(
        "last_input_left_out",
        says="You leave out the last input.",
        answers=some_inputs(slice(-1)),
        hint="How many products does w·x have, and how many does your sum have?",
    ),
    Mistake(
        "first_input_alone",
        says="You use only the first input.",
        answers=some_inputs(slice(1)),
        hint="How often does your loop run before it returns?",
    ),
    Mistake(
        "last_input_alone",
        says="You use only the last input.",
        answers=some_inputs(slice(-1, None)),
        hint="When your loop comes to the second product, what happens to the first?",
    ),
]


def gradients_of(f, *inputs):
    """(dw, db, dx) by autograd."""
    return grad_of(f, *inputs, wrt=(0, 2, 1))


def gradient_of(f):
    """The gradients of f in place of the right ones."""
    return lambda right, *inputs: gradients_of(f, *inputs)


def sloped(slope):
    """A neuron with slope(z, b) where relu'(z) belongs."""
    return lambda w, x, b: slope((w @ x + b).detach(), b.detach()) * (w @ x + b)


def unmasked(*parts):
    """Some of dw, db and dx as if the neuron had no ReLU."""
    return lambda right, *inputs: tuple(
        other if part in parts else own
        for part, own, other in zip(NAMES, right, gradients_of(linear, *inputs), strict=True)
    )


NAMES = ("dw", "db", "dx")

GRADIENT_MISTAKES = [
    Mistake(
        "no_mask",
        says="These are the gradients of w·x + b: your silent neuron still reacts to changes.",
        answers=gradient_of(linear),
        hint="What happens to the output if you move w a little while z is negative?",
    ),
    Mistake(
        "dw_unmasked",
        says="db and dx are right; dw is that of a neuron without its ReLU.",
        answers=unmasked("dw"),
        hint="Which of your gradients are zero where the neuron is silent, and which should be?",
    ),
    Mistake(
        "db_unmasked",
        says="dw and dx are right; db is 1 whether the neuron is silent or not.",
        answers=unmasked("db"),
        hint="What happens to the output if you move b a little while z is negative?",
    ),
    Mistake(
        "dx_unmasked",
        says="dw and db are right; dx is that of a neuron without its ReLU.",
        answers=unmasked("dx"),
        hint="Which of your gradients are zero where the neuron is silent, and which should be?",
    ),
    Mistake(
        "mask_without_bias",
        says="Your condition looks at the sign of w·x, without b.",
        answers=gradient_of(sloped(lambda z, b: (z - b > 0).double())),
        hint="What is z, in full?",
    ),
    Mistake(
        "mask_with_minus_b",
        says="Your condition compares w·x with b.",
        answers=gradient_of(sloped(lambda z, b: (z > 2 * b).double())),
        hint="What is z, in full?",
    ),
    Mistake(
        "mask_inverted",
        says="Your gradient is zero where the neuron is active, and not zero where it is silent.",
        answers=gradient_of(sloped(lambda z, b: (z <= 0).double())),
        hint="What is relu'(5)?",
    ),
    Mistake(
        "relu_for_its_derivative",
        says="You multiply by the neuron's output instead of relu'(z).",
        answers=gradient_of(sloped(lambda z, b: torch.relu(z))),
        hint="What should relu'(5) be?",
    ),
    Mistake(
        "sum_for_derivative",
        says="You multiply by z instead of relu'(z).",
        answers=gradient_of(sloped(lambda z, b: z)),
        hint="What should relu'(5) be?",
    ),
    Mistake(
        "sign_for_slope",
        says="You multiply by the sign of z, which is -1 for a silent neuron.",
        answers=gradient_of(sloped(lambda z, b: torch.sign(z))),
        hint="What does the output of a silent neuron do if you move w a little?",
    ),
    Mistake(
        "sigmoid",
        says="You multiply by the slope of a sigmoid.",
        answers=gradient_of(sloped(lambda z, b: torch.sigmoid(z) * torch.sigmoid(-z))),
        hint="Which function of z does this neuron use, and what is its slope?",
    ),
    Mistake(
        "threshold_one",
        says="Your condition is z > 1; the kink is at 0.",
        answers=gradient_of(sloped(lambda z, b: (z > 1).double())),
        hint="What is the slope of max(0, z) at z = 0.5?",
    ),
    Mistake(
        "leaky",
        says="These are the gradients of a leaky ReLU.",
        answers=gradient_of(sloped(lambda z, b: torch.where(z > 0, 1.0, 0.01))),
        hint="What is max(0, -2), and what is max(0, -2.1)?",
    ),
    Mistake(
        "capped",
        says="Your gradient is zero where z is large.",
        answers=gradient_of(sloped(lambda z, b: ((z > 0) & (z < 6)).double())),
        hint="What is the slope of max(0, z) at z = 10?",
    ),
    Mistake(
        "dx_for_dw",
        says="Your dx is the derivative with respect to w.",
        answers=lambda right, *inputs: (right[0], right[1], right[0]),
        hint="z contains w_j x_j: what is its derivative with respect to x_j?",
    ),
    Mistake(
        "dw_for_dx",
        says="Your dw is the derivative with respect to x.",
        answers=lambda right, *inputs: (right[2], right[1], right[2]),
        hint="z contains w_j x_j: what is its derivative with respect to w_j?",
    ),
    Mistake(
        "swapped",
        says="You swapped dw and dx.",
        answers=lambda right, *inputs: right[::-1],
        hint="z contains w_j x_j: what is its derivative with respect to w_j?",
        composes="order",
    ),
    Mistake(
        "sign",
        says="All three have the opposite sign.",
        answers=lambda right, *inputs: tuple(-part for part in right),
        hint="Raise b a little for an active neuron: does its output rise?",
        composes="sign",
    ),
    Mistake(
        "dx_sign",
        says="Only dx has the opposite sign.",
        answers=lambda right, *inputs: (*right[:2], -right[2]),
        hint="Raise an input that has a positive weight: does the output of an active neuron rise?",
        composes="sign",
    ),
    Mistake(
        "no_negative_entries",
        says="Your dw and dx have 0 where the right entries are negative.",
        answers=lambda right, *inputs: tuple(np.maximum(0, part) for part in right),
        hint="Raise an input that has a negative weight: what does the output of an active neuron do?",
    ),
    Mistake(
        "no_inner_derivative",
        says="You lost the last factor of the chain: your dw and dx are ones.",
        answers=lambda right, *inputs: (np.full_like(right[0], right[1]), right[1], np.full_like(right[2], right[1])),
        hint="How much does z change when w_j does?",
    ),
    Mistake(
        "bias_for_one",
        says="You multiply db by b.",
        answers=lambda right, w, x, b: (right[0], right[1] * b, right[2]),
        hint="What is the derivative of b with respect to b?",
    ),
    Mistake(
        "order",
        says="The three are right, but the lesson asks for them in the order dw, db, dx.",
        answers=lambda right, *inputs: (right[0], right[2], right[1]),
        hint="In which order does the docstring name them?",
        composes="order",
    ),
]


@question("activation", weight=2)
def test_the_answers_of_the_lesson(submission):
    """The lesson's neuron outputs 3 with the bias 5, and 0 with the bias -1."""
    agree(submission.activation(W, X, ACTIVE), 3.0, mistakes=ACTIVATION_MISTAKES)
    agree(submission.activation(W, X, SILENT), 0.0, mistakes=ACTIVATION_MISTAKES)


@question("activation", weight=2)
def test_answers_of_active_and_silent_neurons(submission, cases):
    """The output agrees with its definition for small and large z of both signs."""
    first, *others = cases(aimed, *EVERYWHERE)
    for inputs in [first, *others, *cases(plain, *PLAIN), first]:
        agree(submission.activation(*inputs), value_of(neuron, *inputs), mistakes=ACTIVATION_MISTAKES)


def gradients(answer, inputs, mistakes=GRADIENT_MISTAKES):
    """Hold dw, db and dx against autograd's."""
    agree(answer(*inputs), gradients_of(neuron, *inputs), names=NAMES, layout="gradient", mistakes=mistakes)


@question("d_activation", weight=2, parts=NAMES)
def test_the_gradients_of_the_lesson(submission):
    """With the bias -1 all three gradients are zero; with the bias 5, dw is x, db is 1 and dx is w."""
    # The silent neuron comes first: a function that keeps its first condition for good would else seem to have none.
    silent = np.zeros(3), 0.0, np.zeros(3)
    agree(submission.d_activation(W, X, SILENT), silent, names=NAMES, layout="gradient", mistakes=GRADIENT_MISTAKES)
    agree(
        submission.d_activation(W, X, ACTIVE), (X, 1.0, W), names=NAMES, layout="gradient", mistakes=GRADIENT_MISTAKES
    )


@question("d_activation", weight=3, parts=NAMES)
def test_gradients_of_active_and_silent_neurons(submission, cases):
    """dw, db and dx agree with autograd for small and large z of both signs."""
    for inputs in [*cases(aimed, *EVERYWHERE), *cases(plain, *PLAIN)]:
        gradients(submission.d_activation, inputs)


def at_the_kink(rng, n, side):
    """z is exactly 0: small whole numbers, so that no rounding moves it. w·x has the sign of `side`, b the other one."""
    w, x = side * rng.integers(1, 5, size=n).astype(float), rng.integers(1, 5, size=n).astype(float)
    return w, x, -float(w @ x)


AT_ZERO = Mistake(
    "derivative_at_zero",
    says="You take the derivative of the ReLU at 0 as 1.",
    answers=gradient_of(sloped(lambda z, b: (z >= 0).double())),
    hint="What does the lesson say about relu'(0)?",
)


@question(
    "d_activation",
    hint="Is this the only check that fails? Then look at z = 0: what does the lesson say about relu'(0)?",
    parts=NAMES,
)
def test_the_gradients_at_z_zero(submission, cases):
    """At z = 0 all three gradients are zero, as the lesson says; just above and below 0 they are the usual ones."""
    for inputs in [*cases(at_the_kink, dict(n=2, side=1), dict(n=4, side=-1)), *cases(plain, dict(n=4, b=-1.0))]:
        gradients(submission.d_activation, inputs, mistakes=[AT_ZERO, *GRADIENT_MISTAKES])


@once
def deck(w, x, b):
    """The answers of the quiz by autograd."""
    z = value_of(linear, w, x, b)
    by_w, by_x, by_b = grad_of(linear, w, x, b, wrt=(0, 1, 2))
    a_by_w, a_by_b = grad_of(neuron, w, x, b, wrt=(0, 2))
    return {
        "da/dz": grad_of(torch.relu, z),
        "dz/dw": by_w,
        "dz/db": by_b,
        "dz/dx": by_x,
        "da/dw": a_by_w,
        "da/db": a_by_b,
        "shape": jacobian_of(neuron, w, x, b).shape,
        "steepest": by_x / np.linalg.norm(by_x),
        "distance": float(abs(z) / np.linalg.norm(by_x)),
    }


QUIZ_MISTAKES = [
    Mistake(
        "of_the_answer",
        says="These cards ask for derivatives of z, and you gave those of a.",
        answers=lambda right, *inputs: (
            right | {name: right["da/dz"] * right[name] for name in ("dz/dw", "dz/db", "dz/dx")}
        ),
        hint="Is z = w·x + b ever silent?",
    ),
    Mistake(
        "of_the_sum",
        says="These cards ask for derivatives of a, and you gave those of z.",
        answers=lambda right, *inputs: right | {"da/dw": right["dz/dw"], "da/db": right["dz/db"]},
        hint="Which link comes between z and a, and what is its slope for a silent neuron?",
    ),
    Mistake(
        "no_unit",
        says="The direction is right, but its length is not 1.",
        answers=lambda right, w, x, b: right | {"steepest": w},
        hint="How long is your vector?",
    ),
    Mistake(
        "sum_for_distance",
        says="This is |z|, which is the distance only if w has the length 1.",
        answers=lambda right, *inputs: right | {"distance": abs(value_of(linear, *inputs))},
        hint="How fast does z change when x moves along w by 1?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """All cards are right, for active and for silent neurons."""
    for inputs in cases(aimed, *EVERYWHERE):
        agree(submission.quiz(*inputs), deck(*inputs), mistakes=QUIZ_MISTAKES)
