"""The public checks of hw5: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution. So does what a mistake would give: each is
the gradient of something else, or of the right thing taken elsewhere.
"""

import numpy as np

from autograder import Mistake, agree, grad_of, holds, once, question, value_of
from autograder.torch import torch

PARAMETERS = ("W1", "b1", "W2", "b2")


def predict(W1, b1, W2, b2, X):
    """The net of the lesson, in torch."""
    return torch.relu(X @ W1 + b1) @ W2 + b2


def half_mean_square(answer, y):
    """The loss of the lesson, in torch."""
    return ((answer - y) ** 2).sum() / (2 * len(y))


def cost(W1, b1, W2, b2, X, y):
    """The loss of the net, in torch."""
    return half_mean_square(predict(W1, b1, W2, b2, X), y)


def gradients_of(f, *inputs):
    """The gradients of f by autograd, as `SimpleNN.gradients` gives them."""
    return dict(zip(PARAMETERS, grad_of(f, *inputs, wrt=(0, 1, 2, 3)), strict=True))


# The parameters and the samples of the lesson.
LESSON = (
    np.array([[1.0, -1.0, 1.0]]),
    np.array([1.0, 2.0, -4.0]),
    np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 1.0]]),
    np.array([0.0, 1.0]),
    np.array([[1.0], [3.0], [-3.0]]),
    np.array([[-2.0, 6.0], [4.0, 12.0], [1.0, 6.0]]),
)

# What the lesson works out from them by hand: made once, so that what a mistake makes of them is computed once a run.
ANSWERS = np.array([[1.0, 6.0], [4.0, 9.0], [-5.0, 6.0]])
GRADIENTS = dict(
    W1=np.array([[-5.0, -7.0, 0.0]]),
    b1=np.array([-1.0, 1.0, 0.0]),
    W2=np.array([[2.0, -4.0], [-9.0, 0.0], [0.0, 0.0]]),
    b2=np.array([-1.0, -1.0]),
)
STEP = (
    np.array([[1.5, -0.3, 1.0]]),
    np.array([1.1, 1.9, -4.0]),
    np.array([[0.8, 2.4], [-0.1, 1.0], [2.0, 1.0]]),
    np.array([0.1, 1.1]),
)


def mixed(rng, N, d, h, k):
    """Parameters and samples of both signs, and no z1 near the kink.

    Hidden unit 0 is silent for all samples and unit 1 for none. Unit 2 is active for the last sample and silent for the
    mean of all, unit 3 the other way round: a mask for the whole batch differs by which z1 it is taken from. Most others
    are active for some samples.
    """
    while True:
        W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((d, h), h, (h, k), k))
        X, y = rng.normal(size=(N, d)), 3 * rng.normal(size=(N, k))
        above = np.sign((X[-1] - X.mean(axis=0)) @ W1)
        W1[:, 2:3], W1[:, 3:4] = above[2:3] * W1[:, 2:3], -above[3:4] * W1[:, 3:4]
        sums = X @ W1
        b1[0], b1[1] = -1 - sums[:, 0].max(), 0.5 - sums[:, 1].min()
        b1[2:4] = -np.round((sums[-1] + sums.mean(axis=0)) / 2, 1)[2:4]
        z1 = sums + b1
        active = (z1 > 0).mean(axis=0)
        told_apart = z1[-1] * z1.mean(axis=0) < 0
        if np.abs(z1).min() > 1e-3 and ((active > 0) & (active < 1)).sum() >= h // 2 and told_apart[2:4].all():
            return W1, b1, W2, b2, X, y


def calm(rng, N, d, h, k):
    """The same, on the same sides of the kinks, in a size for which steps of 0.1 go downhill."""
    W1, b1, W2, b2, X, y = mixed(rng, N, d, h, k)
    return W1 / 2, b1 / 4, W2 / 2, b2 / 2, X / 2, y / 3


def net_with(submission, W1, b1, W2, b2):
    """A net of the student's with these parameters, its biases in the shape that it holds: (h,) or (1, h)."""
    net = submission.SimpleNN(*W1.shape, len(b2), seed=0)
    held = net.get("b1", "b2")
    rows = [isinstance(own, np.ndarray) and own.shape == (1, len(b)) for own, b in zip(held, (b1, b2), strict=True)]
    b1, b2 = (b[None] if row else b for b, row in zip((b1, b2), rows, strict=True))
    net.set(W1=W1, b1=b1, W2=W2, b2=b2)
    return net


def parameters(net):
    """The four parameters as they now are."""
    return net.get(*PARAMETERS)


# ---------------------------------------------------------------------------------------------- init


SHAPE_MISTAKES = [
    Mistake(
        "transposed",
        says="Your W1 and W2 are transposed.",
        answers=lambda right: (right[0].T, right[1], right[2].T, right[3]),
        hint="With X of shape (N, d), which shape must W1 have for X·W1?",
    )
]


@once
def blank(d, h, k):
    """Arrays of the shapes of the four parameters."""
    return np.zeros((d, h)), np.zeros(h), np.zeros((h, k)), np.zeros(k)


def shaped(got, d, h, k):
    """The parameters as arrays, where all are numbers of the right shape and dtype; else None, and what is wrong is said."""
    fits = agree(
        got, blank(d, h, k), names=PARAMETERS, layout="gradient", atol=np.inf, mistakes=SHAPE_MISTAKES, given=()
    )
    if not fits:
        return None
    return [np.asarray(part, dtype=float).reshape(want.shape) for part, want in zip(got, blank(d, h, k), strict=True)]


def he(d, h, k):
    """The standard deviations asked for."""
    return np.sqrt(2 / d), np.sqrt(2 / h)


def spread(wrong):
    """A mistake in the standard deviation, as a function of fan_in and fan_out."""
    return lambda right, d, h, k: (wrong(d, h), wrong(h, k))


def between_zero_and(bounds):
    """What numbers that are uniform between 0 and the bounds have where means of 0 or deviations are asked for."""
    return lambda right, *sizes: tuple(
        bound / np.sqrt(12) if asked else bound / 2 for asked, bound in zip(right, bounds(*sizes), strict=True)
    )


FROM_ZERO = Mistake(
    "from_zero",
    says="Your weights are uniform between 0 and sqrt(2/fan_in).",
    answers=between_zero_and(he),
    hint="Can one of your weights be negative?",
)
INIT_MISTAKES = [
    FROM_ZERO,
    Mistake(
        "xavier",
        says="This is Xavier's scale, sqrt(2/(fan_in + fan_out)); the lesson asks for He's.",
        answers=spread(lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out))),
        hint="Does the lesson's formula contain fan_out?",
    ),
    Mistake(
        "fan_out",
        says="You take the scale from the number of outputs of each layer.",
        answers=spread(lambda fan_in, fan_out: np.sqrt(2 / fan_out)),
        hint="How many products does one unit add up?",
    ),
    Mistake(
        "no_two",
        says="This is sqrt(1/fan_in): the 2 is missing.",
        answers=spread(lambda fan_in, fan_out: np.sqrt(1 / fan_in)),
        hint="What does a ReLU do to half of its inputs?",
    ),
    Mistake(
        "no_root",
        says="This is 2/fan_in: the variance instead of the standard deviation.",
        answers=spread(lambda fan_in, fan_out: 2 / fan_in),
        hint="Is 2/fan_in a variance or a standard deviation?",
    ),
    Mistake(
        "unscaled",
        says="Your weights have standard deviation 1, whatever the size of the layer.",
        answers=spread(lambda fan_in, fan_out: 1.0),
        hint="How large is the output of a unit with 200 inputs if each weight is about 1?",
    ),
    *(
        Mistake(
            name,
            says=f"Your weights have standard deviation {scale:g}, whatever the size of the layer.",
            answers=spread(lambda fan_in, fan_out, scale=scale: scale),
            hint="With such weights, how large is the sum in a unit with 300 inputs, and in one with 30?",
        )
        for name, scale in (("constant_tenth", 0.1), ("constant_hundredth", 0.01))
    ),
    Mistake(
        "uniform_bound",
        says="You use sqrt(2/fan_in) as the bound of a uniform distribution, not as its standard deviation.",
        answers=spread(lambda fan_in, fan_out: np.sqrt(2 / fan_in / 3)),
        hint="What is the standard deviation of a uniform distribution between -a and a?",
    ),
    Mistake(
        "no_two_in_W1",
        says="The scale of W1 is sqrt(1/fan_in): its 2 is missing.",
        answers=lambda right, d, h, k: (np.sqrt(1 / d), right[1]),
        hint="What does a ReLU do to half of its inputs?",
    ),
    Mistake(
        "no_two_in_W2",
        says="The scale of W2 is sqrt(1/fan_in): its 2 is missing.",
        answers=lambda right, d, h, k: (right[0], np.sqrt(1 / h)),
        hint="Which formula for the scale does the lesson give, and for which of the two layers?",
    ),
    Mistake(
        "fan_out_of_W1",
        says="You scale W1 by the number of hidden units, not by that of its inputs.",
        answers=lambda right, d, h, k: (np.sqrt(2 / h), right[1]),
        hint="How many products does one hidden unit add up?",
    ),
    Mistake(
        "fan_out_of_W2",
        says="You scale W2 by the number of outputs, not by that of its inputs.",
        answers=lambda right, d, h, k: (right[0], np.sqrt(2 / k)),
        hint="How many products does one output add up?",
    ),
    Mistake(
        "same_fan_in",
        says="You scale W2 by the fan_in of W1.",
        answers=lambda right, d, h, k: (right[0], np.sqrt(2 / d)),
        hint="How many inputs does a unit of the output layer have?",
    ),
]


def scaled(drawn, d, h, k):
    """Hold mean and standard deviation of the weights against He's; without them zero biases are worth nothing."""
    W1, _, W2, _ = drawn
    # Of 8,000 weights or more, the mean strays by 1.1 % of their deviation and the deviation by 0.8 % of itself.
    agree(
        (float(W1.mean()), float(W2.mean())),
        (0.0, 0.0),
        atol=0.01,
        mistakes=[FROM_ZERO],
        given=(d, h, k),
        names=("the mean of W1", "the mean of W2"),
    )
    agree(
        (float(W1.std()), float(W2.std())),
        he(d, h, k),
        rtol=0.06,
        mistakes=INIT_MISTAKES,
        given=(d, h, k),
        names=("the standard deviation of W1", "the standard deviation of W2"),
    )


SEED_IGNORED = Mistake(
    "seed_ignored",
    says="Your weights are the same, whatever the seed is.",
    hint="Where does `seed` enter your generator?",
)


@question("SimpleNN.init", weight=2)
def test_shapes_and_zero_biases(submission):
    """W1 (110, 260), b1 (260,), W2 (260, 60) and b2 (60,) are float64 with the lesson's scale; the biases are zero."""
    for d, h, k in ((110, 260, 60), (2, 2, 2)):
        drawn = shaped(parameters(submission.SimpleNN(d, h, k, seed=0)), d, h, k)
        if drawn:
            agree((drawn[1], drawn[3]), (np.zeros(h), np.zeros(k)), names=("b1", "b2"), mistakes=())
        if drawn and d > 2:
            scaled(drawn, d, h, k)


@question("SimpleNN.init", hint="What do you make your generator from?")
def test_two_nets_of_one_seed(submission):
    """Two nets with the same seed have the same weights, and a net with another seed has others."""
    first, same, other = (shaped(parameters(submission.SimpleNN(3, 5, 2, seed=seed)), 3, 5, 2) for seed in (1, 1, 2))
    if first and same and other:
        agree((same[0], same[2]), (first[0], first[2]), names=("W1", "W2"), rtol=0, atol=0, mistakes=())
        different = not (np.array_equal(first[0], other[0]) or np.array_equal(first[2], other[2]))
        holds(different, "seeds 1 and 2 give the same weights", mistake=SEED_IGNORED)


@question("SimpleNN.init", weight=4)
def test_he_initialisation(submission):
    """The weights have mean 0 and standard deviation sqrt(2/fan_in), each layer with its own fan_in."""
    d, h, k = 340, 75, 150
    drawn = shaped(parameters(submission.SimpleNN(d, h, k, seed=3)), d, h, k)
    if drawn:
        W1, _, W2, _ = drawn
        scaled(drawn, d, h, k)
        holds(
            bool(np.ptp(W1, axis=1).all() and np.ptp(W2, axis=0).all()),
            "hidden units start with the same weights, so they would stay equal forever",
        )


# ------------------------------------------------------------------------------------------- forward


def linear(W1, b1, W2, b2, X):
    """The net without its ReLU."""
    return (X @ W1 + b1) @ W2 + b2


def instead(f):
    """What f gives in place of the right answer."""
    return lambda right, *inputs: value_of(f, *inputs)


FORWARD_MISTAKES = [
    Mistake(
        "no_relu",
        says="This is the output of a net without its ReLU.",
        answers=instead(linear),
        hint="What does a hidden unit output where its z is negative?",
    ),
    Mistake(
        "relu_on_output",
        says="You apply the ReLU to the output too.",
        answers=lambda right, *inputs: np.maximum(0, right),
        hint="Can your net output -1?",
    ),
    Mistake(
        "no_hidden_bias",
        says="You left out b1.",
        answers=instead(lambda W1, b1, W2, b2, X: predict(W1, 0 * b1, W2, b2, X)),
        hint="What does your net output for X = 0?",
    ),
    Mistake(
        "no_output_bias",
        says="You left out b2.",
        answers=instead(lambda W1, b1, W2, b2, X: predict(W1, b1, W2, 0 * b2, X)),
        hint="What does your net output where every hidden unit is silent?",
    ),
    Mistake(
        "leaky",
        says="Your hidden layer leaks: its ReLU outputs 0.01 z where z is negative.",
        answers=instead(lambda W1, b1, W2, b2, X: torch.nn.functional.leaky_relu(X @ W1 + b1, 0.01) @ W2 + b2),
        hint="What is max(0, -2)?",
    ),
    Mistake(
        "sigmoid",
        says="Your hidden layer has a sigmoid instead of the ReLU.",
        answers=instead(lambda W1, b1, W2, b2, X: torch.sigmoid(X @ W1 + b1) @ W2 + b2),
        hint="What is max(0, 5)?",
    ),
    Mistake(
        "tanh",
        says="Your hidden layer has tanh instead of the ReLU.",
        answers=instead(lambda W1, b1, W2, b2, X: torch.tanh(X @ W1 + b1) @ W2 + b2),
        hint="What is max(0, 5)?",
    ),
]


@question("SimpleNN.forward", weight=2)
def test_the_answers_of_the_lesson(submission):
    """The outputs for the lesson's three samples are (1, 6), (4, 9) and (-5, 6)."""
    *params, X, _ = LESSON
    agree(net_with(submission, *params).forward(X), ANSWERS, mistakes=FORWARD_MISTAKES, given=(*params, X))


@question("SimpleNN.forward", weight=4)
def test_answers_with_active_and_silent_units(submission, cases):
    """The outputs agree with the definition where units are active for some samples and silent for others."""
    for *params, X, _ in cases(mixed, dict(N=8, d=4, h=5, k=3), dict(N=4, d=4, h=4, k=4)):
        agree(
            net_with(submission, *params).forward(X),
            value_of(predict, *params, X),
            mistakes=FORWARD_MISTAKES,
            given=(*params, X),
        )


# ---------------------------------------------------------------------------------------------- loss

# Other losses that are a multiple of the lesson's: id, formula, factor.
OTHER_SCALES = [
    ("no_half", "1/N Σ‖ŷ - y‖², without the half", lambda N, k: 2),
    ("no_mean", "1/2 Σ‖ŷ - y‖², without the 1/N", lambda N, k: N),
    ("sum_of_squares", "Σ‖ŷ - y‖², without the 1/(2N)", lambda N, k: 2 * N),
    ("mean_of_all", "np.mean((ŷ - y)**2), the mean over all N·k entries", lambda N, k: 2 / k),
    ("mean_over_outputs", "1/(2Nk) Σ‖ŷ - y‖², averaged over the outputs too", lambda N, k: 1 / k),
    ("half_twice", "1/(4N) Σ‖ŷ - y‖², with the half taken twice", lambda N, k: 1 / 2),
    ("mean_twice", "1/(2N²) Σ‖ŷ - y‖², divided by N twice", lambda N, k: 1 / N),
    ("times_outputs", "k/(2N) Σ‖ŷ - y‖², multiplied by the number of outputs", lambda N, k: k),
    ("outputs_for_samples", "1/(2k) Σ‖ŷ - y‖², divided by the number of outputs, not of samples", lambda N, k: N / k),
]


def norms(W1, b1, W2, b2, X, y):
    """The loss with norms where squared norms belong, in torch."""
    return (predict(W1, b1, W2, b2, X) - y).norm(dim=1).sum() / (2 * len(y))


def with_a_table(W1, b1, W2, b2, X, y):
    """The loss, for one output taken over all pairs of an answer and a target, in torch."""
    return ((predict(W1, b1, W2, b2, X) - (y.T if y.shape[1] == 1 else y)) ** 2).sum() / (2 * len(y))


FEATURES = "You divide by the number of inputs d, not by the number of samples N."

LOSS_MISTAKES = [
    *(
        Mistake(
            name,
            says=f"This is another loss: {formula}.",
            answers=lambda right, *inputs, by=factor: right * by(*inputs[-1].shape),
            hint="What does your loss add up, and by which number does it divide? Try N = 3 and k = 2.",
        )
        for name, formula, factor in OTHER_SCALES
    ),
    Mistake(
        "features_for_samples",
        says=FEATURES,
        answers=lambda right, *inputs: right * len(inputs[4]) / inputs[4].shape[1],
        hint="Which axis of X counts the samples?",
    ),
    *(
        Mistake(
            f"{which}_output_only",
            says=f"You use only the {which} output.",
            answers=instead(
                lambda W1, b1, W2, b2, X, y, i=i: half_mean_square(predict(W1, b1, W2[:, i], b2[i], X), y[:, i])
            ),
            hint="How many numbers does ŷ - y have for one sample, and how many of them enter your loss?",
        )
        for which, i in (("first", 0), ("last", -1))
    ),
    Mistake(
        "root",
        says="This is the square root of the loss.",
        answers=lambda right, *inputs: np.sqrt(right),
        hint="Is L a squared error, or the root of one?",
    ),
    Mistake(
        "norms",
        says="You add up the norms ‖ŷ - y‖; the lesson adds up their squares.",
        answers=instead(norms),
        hint="What is ‖(3, 4)‖, and what is ‖(3, 4)‖²?",
    ),
    Mistake(
        "table",
        says="For one output your ŷ - y is a table of N × N differences: one of the two has the shape (N,).",
        answers=instead(with_a_table),
        hint="Print the shapes of ŷ, y and ŷ - y for k = 1.",
    ),
    Mistake(
        "no_relu",
        says="This is the loss of a net without its ReLU.",
        answers=instead(lambda *inputs: half_mean_square(linear(*inputs[:5]), inputs[5])),
        hint='Does check("SimpleNN.forward") pass?',
    ),
]


@question("SimpleNN.loss", weight=2)
def test_the_loss_of_the_lesson(submission):
    """The loss of the lesson's three samples is 9."""
    *params, X, y = LESSON
    agree(net_with(submission, *params).loss(X, y), 9.0, mistakes=LOSS_MISTAKES, given=(*params, X, y))


@question("SimpleNN.loss", weight=3)
def test_loss_with_active_and_silent_units(submission, cases):
    """The loss agrees with its definition where units are active for some samples and silent for others."""
    for *params, X, y in cases(mixed, dict(N=8, d=4, h=5, k=3), dict(N=4, d=4, h=4, k=4), dict(N=6, d=2, h=4, k=1)):
        agree(
            net_with(submission, *params).loss(X, y),
            value_of(cost, *params, X, y),
            mistakes=LOSS_MISTAKES,
            given=(*params, X, y),
        )


# ----------------------------------------------------------------------------------------- gradients


def pretending(slope):
    """The loss with slope(z1, b1, da1) where relu'(z1) belongs; its value stays what it is."""

    def f(W1, b1, W2, b2, X, y):
        z1 = X @ W1 + b1
        da1 = (torch.relu(z1) @ W2 + b2 - y) @ W2.T / len(y)
        tangent = slope(z1.detach(), b1.detach(), da1.detach()) * z1
        return half_mean_square((tangent + (torch.relu(z1) - tangent).detach()) @ W2 + b2, y)

    return f


def through(W1, b1, W2, b2, X, y, V):
    """The loss whose gradient goes back to the hidden layer through V in place of W2."""
    a1 = torch.relu(X @ W1 + b1)
    return half_mean_square(a1.detach() @ W2 + (a1 - a1.detach()) @ V + b2, y)


def with_sums_for_activations(W1, b1, W2, b2, X, y):
    """The loss whose gradient for W2 is taken with z1 in place of a1."""
    z1 = X @ W1 + b1
    return half_mean_square(torch.relu(z1) @ W2.detach() + z1.detach() @ (W2 - W2.detach()) + b2, y)


def with_old_activations(W1, b1, W2, b2, X, y):
    """The loss with the activations of the samples in reverse order, and its gradient for W1 with the right ones."""
    z1 = (X.flip(0) @ W1).detach() + X @ (W1 - W1.detach()) + b1
    return half_mean_square(torch.relu(z1) @ W2 + b2, y)


def with_old_batch(W1, b1, W2, b2, X, y):
    """The loss of the samples in reverse order."""
    return cost(W1, b1, W2, b2, X.flip(0), y)


def rectified(W1, b1, W2, b2, X, y):
    """The loss of a net with a ReLU on its output too."""
    return half_mean_square(torch.relu(predict(W1, b1, W2, b2, X)), y)


def gradients_instead(f):
    """The gradients of f in place of the right ones."""
    return lambda right, *inputs: gradients_of(f, *inputs)


def changed(change, *names):
    """The right gradients with change(g, y) in place of g for some parameters, for all if none is named."""
    return lambda right, *inputs: right | {name: change(right[name], inputs[5]) for name in names or PARAMETERS}


@once
def per_sample(*inputs):
    """The gradients as they are before the sum over samples: (N, d, h), (N, h), (N, h, k) and (N, k)."""
    *params, X, y = inputs
    rows = [gradients_of(cost, *params, X[i : i + 1], y[i : i + 1]) for i in range(len(X))]
    return {name: np.stack([row[name] for row in rows]) / len(X) for name in PARAMETERS}


def summed(how, *names):
    """The right gradients with how(those of the samples) in place of their sum for some parameters."""
    return lambda right, *inputs: right | {name: how(per_sample(*inputs)[name]) for name in names}


GRADIENT_MISTAKES = [
    *(
        Mistake(
            name,
            says=f"All four gradients belong to another loss, a multiple of the lesson's: {formula}.",
            answers=changed(lambda g, y, by=factor: g * by(*y.shape)),
            hint="Your gradients are all off by one factor. Which loss do you print, and which did you differentiate?",
            composes="scale",
        )
        for name, formula, factor in OTHER_SCALES
    ),
    Mistake(
        "features_for_samples",
        says=FEATURES,
        answers=lambda right, *inputs: {name: g * len(inputs[4]) / inputs[4].shape[1] for name, g in right.items()},
        hint="Which axis of X counts the samples?",
        composes="scale",
    ),
    Mistake(
        "sign",
        says="All four gradients have the opposite sign.",
        answers=changed(lambda g, y: -g),
        hint="Move W2 a little along your gradient. Does the loss go up, as it should?",
        composes="sign",
    ),
    Mistake(
        "no_mask",
        says="The ReLU is in your forward pass, but you take its derivative as 1 everywhere.",
        answers=gradients_instead(pretending(lambda z, *_: torch.ones_like(z))),
        hint="Print your mask. How many zeros does it have? Compare it with z1.",
    ),
    Mistake(
        "mask_inverted",
        says="Your derivative of the ReLU is 1 where it should be 0, and 0 where it should be 1.",
        answers=gradients_instead(pretending(lambda z, *_: (z <= 0).double())),
        hint="What is relu'(5)?",
    ),
    Mistake(
        "relu_for_its_derivative",
        says="You multiply the gradient by relu(z1) instead of relu'(z1).",
        answers=gradients_instead(pretending(lambda z, *_: torch.relu(z))),
        hint="What is relu'(5)?",
    ),
    Mistake(
        "sum_for_derivative",
        says="You multiply the gradient by z1 instead of relu'(z1).",
        answers=gradients_instead(pretending(lambda z, *_: z)),
        hint="What is relu'(5)?",
    ),
    Mistake(
        "leaky",
        says="Your derivative belongs to a leaky ReLU: it is 0.01 where z1 is negative.",
        answers=gradients_instead(pretending(lambda z, *_: torch.where(z > 0, 1.0, 0.01))),
        hint="Is your forward pass leaky too?",
    ),
    Mistake(
        "mask_any",
        says="You count a unit as active for all samples as soon as it is active for one.",
        answers=gradients_instead(pretending(lambda z, *_: (z > 0).any(0).double())),
        hint="Can two samples be on different sides of a unit's kink?",
    ),
    Mistake(
        "mask_all",
        says="You count a unit as active only if it is active for all samples.",
        answers=gradients_instead(pretending(lambda z, *_: (z > 0).all(0).double())),
        hint="Can two samples be on different sides of a unit's kink?",
    ),
    Mistake(
        "mask_of_mean",
        says="You count a unit as active for all samples or for none: your mask has one entry per unit.",
        answers=gradients_instead(pretending(lambda z, *_: (z.mean(0) > 0).double())),
        hint="Can two samples be on different sides of a unit's kink?",
    ),
    Mistake(
        "mask_of_gradient",
        says="You apply the ReLU to dA1: it cuts off where dA1 is negative, not where z1 is.",
        answers=gradients_instead(pretending(lambda z, b, da: (da > 0).double())),
        hint="relu'(z) depends on z. Which z went into the ReLU in your forward pass?",
    ),
    Mistake(
        "mask_without_bias",
        says="You make the mask from X·W1, without b1.",
        answers=gradients_instead(pretending(lambda z, b, _: (z - b > 0).double())),
        hint="What goes into the ReLU in your forward pass?",
    ),
    Mistake(
        "no_relu",
        says="These are the gradients of a net without its ReLU.",
        answers=gradients_instead(lambda *inputs: half_mean_square(linear(*inputs[:5]), inputs[5])),
        hint="What does a hidden unit output where its z is negative?",
    ),
    Mistake(
        "relu_on_output",
        says="These are the gradients of a net with a ReLU on its output too.",
        answers=gradients_instead(rectified),
        hint="Can your net output -1?",
    ),
    Mistake(
        "no_hidden_bias",
        says="These are the gradients of a net without b1.",
        answers=lambda right, W1, b1, *rest: gradients_of(cost, W1, np.zeros_like(b1), *rest),
        hint="What does your net output for X = 0?",
    ),
    Mistake(
        "dW2_for_W2",
        says="Your gradient goes back to the hidden layer through dW2 instead of W2.",
        answers=lambda right, *inputs: gradients_of(through, *inputs, right["W2"]),
        hint="ŷ = a1·W2 + b2: what is ∂ŷ/∂a1?",
    ),
    Mistake(
        "z1_for_a1",
        says="You compute dW2 with z1 instead of a1.",
        answers=gradients_instead(with_sums_for_activations),
        hint="What does W2 multiply in the forward pass?",
    ),
    Mistake(
        "hidden_mean_twice",
        says="You divide the gradients of the hidden layer by N once too often.",
        answers=changed(lambda g, y: g / len(y), "W1", "b1"),
        hint="In which lines do you divide by N? Is the 1/N in dŷ already?",
    ),
    Mistake(
        "bias_without_mean",
        says="The bias gradients are N times the right ones; those of the weights are right.",
        answers=changed(lambda g, y: g * len(y), "b1", "b2"),
        hint="If every sample appeared in X twice, should db2 change?",
    ),
    Mistake(
        "bias_mean_twice",
        says="You divide the bias gradients by N once too often; those of the weights are right.",
        answers=changed(lambda g, y: g / len(y), "b1", "b2"),
        hint="In which lines do you divide by N? Is the 1/N in dŷ already?",
    ),
    Mistake(
        "bias_one_number",
        says="You add up each bias gradient to one number, over samples and units.",
        answers=changed(lambda g, y: g.sum(), "b1", "b2"),
        hint="b1 holds h numbers. How many different ones does your gradient hold?",
    ),
    Mistake(
        "bias_not_summed",
        says="You do not add up the bias gradients over the samples.",
        answers=summed(np.array, "b1", "b2"),
        hint="What shape must the gradient of b1 have?",
    ),
    *(
        Mistake(
            name,
            says=f"You add up the gradient of {which} over the units, which leaves one number per sample.",
            answers=summed(lambda rows: rows.sum(axis=1), *biases),
            hint="What shape must the gradient of b1 have, and which axis of dZ1 counts the samples?",
        )
        for name, which, biases in (
            ("biases_along_units", "both biases", ("b1", "b2")),
            ("b1_along_units", "b1", ("b1",)),
        )
    ),
    *(
        Mistake(
            name,
            says=f"{which} of only the last sample.",
            answers=summed(lambda rows: rows[-1], *names),
            hint="Where do you add up over the samples? What does your loop keep from the first one?",
        )
        for name, which, names in (
            ("last_sample", "All four gradients are those", PARAMETERS),
            ("biases_of_last_sample", "The bias gradients are those", ("b1", "b2")),
            ("b1_of_last_sample", "The gradient of b1 is that", ("b1",)),
        )
    ),
    Mistake(
        "old_activations",
        says="Your activations belong to another batch, from an earlier forward pass.",
        answers=gradients_instead(with_old_activations),
        hint="Which X do your stored activations belong to?",
    ),
    Mistake(
        "old_batch",
        says="These are the gradients for another X, from an earlier forward pass.",
        answers=gradients_instead(with_old_batch),
        hint="Which X do your stored activations belong to?",
    ),
    Mistake(
        "clipped",
        says="You cut the gradients off at ±1.",
        answers=changed(lambda g, y: np.clip(g, -1, 1)),
        hint="Can a gradient be larger than 1?",
    ),
    Mistake(
        "rounded",
        says="You round the gradients.",
        answers=changed(lambda g, y: np.round(g, 4)),
        hint="What do you lose when you round? Where in your code does it happen?",
    ),
    Mistake(
        "transposed",
        says="Your gradients of W1 and W2 are transposed.",
        answers=changed(lambda g, y: g.T, "W1", "W2"),
        hint="What shape must the gradient of W1 have?",
        composes="layout",
    ),
]


@question("SimpleNN.gradients", weight=3, parts=PARAMETERS)
def test_the_gradients_of_the_lesson(submission):
    """The gradients for the lesson's three samples are those that the lesson works out by hand."""
    *params, X, y = LESSON
    agree(
        net_with(submission, *params).gradients(X, y),
        GRADIENTS,
        layout="gradient",
        mistakes=GRADIENT_MISTAKES,
        given=(*params, X, y),
    )


@question("SimpleNN.gradients", weight=9, parts=PARAMETERS)
def test_gradients_with_active_and_silent_units(submission, cases):
    """All four gradients agree with autograd where units are active for some samples and silent for others."""
    for *params, X, y in cases(mixed, dict(N=8, d=4, h=5, k=3), dict(N=4, d=4, h=4, k=4)):
        agree(
            net_with(submission, *params).gradients(X, y),
            gradients_of(cost, *params, X, y),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
            given=(*params, X, y),
        )


@question(
    "SimpleNN.gradients",
    weight=3,
    hint="Are the gradients right if no `forward` of other samples comes before them? What does your net keep from it?",
    parts=PARAMETERS,
)
def test_gradients_after_another_batch(submission, cases):
    """The gradients belong to the X that is given, whatever went through `forward` before."""
    for *params, X, y in cases(mixed, dict(N=7, d=4, h=5, k=3)):
        net, another = net_with(submission, *params), net_with(submission, *(part / 2 for part in params))
        for target in (y, 1 - y):
            net.forward(X[::-1])
            another.forward(X)
            agree(
                net.gradients(X, target),
                gradients_of(cost, *params, X, target),
                layout="gradient",
                mistakes=GRADIENT_MISTAKES,
                given=(*params, X, target),
            )


def at_the_kink(rng, N, d, h, k):
    """The first sample has z1 exactly 0 in every unit: small whole numbers, so that no rounding moves it."""
    while True:
        W1, X = rng.integers(1, 4, size=(d, h)).astype(float), rng.integers(-3, 4, size=(N, d)).astype(float)
        b1 = -(X[0] @ W1)
        if (X @ W1 + b1).min() < 0 < (X @ W1 + b1).max():
            return W1, b1, rng.normal(size=(h, k)), rng.normal(size=k), X, 3 * rng.normal(size=(N, k))


AT_ZERO = Mistake(
    "derivative_at_zero",
    says="You take the derivative of the ReLU at 0 as 1.",
    answers=gradients_instead(pretending(lambda z, *_: (z >= 0).double())),
    hint="What does the lesson say about relu'(0)?",
)


@question(
    "SimpleNN.gradients",
    hint="Are the gradients right away from the kink? What is relu'(0) in the lesson?",
    parts=PARAMETERS,
)
def test_the_gradients_at_z_zero(submission, cases):
    """At z1 = 0 the derivative of the ReLU is 0, as the lesson says."""
    for *params, X, y in cases(at_the_kink, dict(N=6, d=2, h=4, k=3)):
        agree(
            net_with(submission, *params).gradients(X, y),
            gradients_of(cost, *params, X, y),
            layout="gradient",
            mistakes=[AT_ZERO, *GRADIENT_MISTAKES],
            given=(*params, X, y),
        )


# ------------------------------------------------------------------------------------------ backward


def stepped(gradients, params, learning_rate):
    """The parameters after one step."""
    return tuple(old - learning_rate * gradients[name] for name, old in zip(PARAMETERS, params, strict=True))


@once
def after_step(W1, b1, W2, b2, X, y, learning_rate):
    """The parameters after one step of gradient descent by autograd."""
    return stepped(gradients_of(cost, W1, b1, W2, b2, X, y), (W1, b1, W2, b2), learning_rate)


# What is said of a step where the update may be as wrong as the gradient.
OF_THE_STEP = {
    "hidden_mean_twice": "Your step in the hidden layer is only 1/N as long as it should be.",
    "bias_without_mean": "Your step in the biases is N times as long as it should be; the weights are right.",
    "bias_mean_twice": "Your step in the biases is only 1/N as long as it should be; the weights are right.",
    "bias_one_number": "All biases of a layer move by the same number, a sum over samples and units.",
    "clipped": "Your step uses gradients that are cut off at ±1.",
    "rounded": "Your step uses rounded gradients.",
}


def step_along(mistake):
    """A mistake in the gradients, as it shows in a step."""

    def wrong(right, *inputs):
        *sample, learning_rate = inputs
        return stepped(mistake.answers(gradients_of(cost, *sample), *sample), sample[:4], learning_rate)

    return Mistake(mistake.id, says=OF_THE_STEP.get(mistake.id, mistake.says), answers=wrong, hint=mistake.hint)


def times(factor):
    """The step, whichever it is, times factor(N, k)."""
    return lambda right, *inputs: tuple(
        old + factor(*inputs[5].shape) * (new - old) for old, new in zip(inputs, right, strict=False)
    )


def output_layer_first(right, *inputs):
    """You update W2 before the gradient goes back through it."""
    *sample, learning_rate = inputs
    return stepped(gradients_of(through, *sample, right[2]), sample[:4], learning_rate)


def output_layer_first_and_forward_again(right, *inputs):
    """W2 and b2 are updated, then the gradients of W1 and b1 are taken at the new point."""
    *hidden, _, _, X, y, learning_rate = inputs
    return *after_step(*hidden, *right[2:], X, y, learning_rate)[:2], *right[2:]


def one_after_another(right, *inputs):
    """W1, b1, W2 and b2 are updated in turn, each with a gradient taken after the update before it."""
    *params, X, y, learning_rate = inputs
    for i in range(len(params)):
        params[i] = after_step(*params, X, y, learning_rate)[i]
    return tuple(params)


def unmoved(*names):
    """Some parameters stay where they were."""
    return lambda right, *inputs: tuple(
        old if name in names else new for name, old, new in zip(PARAMETERS, inputs, right, strict=False)
    )


STEP_MISTAKES = [
    *(
        Mistake(
            name,
            says=f"Your step is the right one times a factor: it would be right for the loss {formula}.",
            answers=times(factor),
            hint='Does check("SimpleNN.gradients") pass? Then by what does your step multiply them, apart from learning_rate?',
            composes="scale",
        )
        for name, formula, factor in OTHER_SCALES
    ),
    Mistake(
        "sign",
        says="Your step goes uphill: it is the right one with the opposite sign.",
        answers=times(lambda N, k: -1),
        hint="What is the loss before and after a small step?",
        composes="sign",
    ),
    # Gradients of another shape than the parameters end in an exception; factors are above.
    *(
        step_along(mistake)
        for mistake in GRADIENT_MISTAKES
        if not mistake.composes and not mistake.id.endswith("along_units")
    ),
    Mistake(
        "output_layer_first",
        says="You update W2 before the gradient goes back through it.",
        answers=output_layer_first,
        hint="Which W2 did the forward pass use, and which W2 does your gradient go back through?",
    ),
    Mistake(
        "forward_again",
        says="You take the gradients of the hidden layer after you have updated the output layer.",
        answers=output_layer_first_and_forward_again,
        hint="Do you take all four gradients at the same point?",
    ),
    Mistake(
        "one_after_another",
        says="You take each gradient after you have updated the parameters before it.",
        answers=one_after_another,
        hint="Do you take all four gradients at the same point?",
    ),
    Mistake(
        "nothing_moves",
        says="Your step moves none of the four parameters.",
        answers=unmoved(*PARAMETERS),
        hint="Print W2 before and after. Does your step reach the attributes of the net?",
    ),
    Mistake(
        "biases_stay",
        says="Your step does not move the biases.",
        answers=unmoved("b1", "b2"),
        hint="Print b2 before and after.",
    ),
    Mistake("b1_stays", says="Your step does not move b1.", answers=unmoved("b1"), hint="Print b1 before and after."),
    Mistake("b2_stays", says="Your step does not move b2.", answers=unmoved("b2"), hint="Print b2 before and after."),
    Mistake(
        "hidden_layer_stays",
        says="Your step does not move W1 and b1.",
        answers=unmoved("W1", "b1"),
        hint="Print W1 before and after.",
    ),
    Mistake(
        "learning_rate_ignored",
        says="Your step uses 0.01, whatever learning_rate is given.",
        answers=lambda right, *inputs: after_step(*inputs[:6], 0.01),
        hint="Where does learning_rate enter your step?",
    ),
]


@question("SimpleNN.backward", weight=2, parts=PARAMETERS)
def test_the_step_of_the_lesson(submission):
    """One step with learning rate 0.1 on the lesson's samples ends where the lesson's step does."""
    *params, X, y = LESSON
    net = net_with(submission, *params)
    net.backward(X, y, 0.1)
    agree(
        parameters(net), STEP, names=PARAMETERS, layout="gradient", mistakes=STEP_MISTAKES, given=(*params, X, y, 0.1)
    )


@question("SimpleNN.backward", weight=4, parts=PARAMETERS)
def test_a_large_step(submission, cases):
    """One step with learning rate 1 ends where autograd's does, for all four parameters."""
    for *params, X, y in cases(mixed, dict(N=8, d=4, h=5, k=3), dict(N=4, d=4, h=4, k=4)):
        net = net_with(submission, *params)
        net.backward(X, y, learning_rate=1.0)
        agree(
            parameters(net),
            after_step(*params, X, y, 1.0),
            names=PARAMETERS,
            layout="gradient",
            mistakes=STEP_MISTAKES,
            given=(*params, X, y, 1.0),
        )


DEFAULT_OF_TRAIN = Mistake(
    "default_of_train",
    says="Without a learning rate your step uses 0.1, which is the default of `train`.",
    answers=lambda right, *inputs: after_step(*inputs[:6], 0.1),
    hint="Which default does the lesson give to `backward`?",
)


@question(
    "SimpleNN.backward",
    weight=2,
    hint="Is one step of a new net right? What does your net keep besides its four parameters, and what is its default?",
    parts=PARAMETERS,
)
def test_steps_one_after_another(submission, cases):
    """Each step uses the X that is given and begins where the last one ended; the default learning rate is 0.01."""
    for *params, X, y in cases(mixed, dict(N=7, d=3, h=5, k=2)):
        net = net_with(submission, *params)
        net.forward(X[::-1])
        net.backward(X, y, 0.5)
        net.backward(X[::-1], 1 - y, 0.25)
        once_more = after_step(*after_step(*params, X, y, 0.5), X[::-1], 1 - y, 0.25)
        agree(parameters(net), once_more, names=PARAMETERS, layout="gradient", mistakes=())
        net = net_with(submission, *params)
        net.backward(X, y)
        given = (*params, X, y, 0.01)
        right = after_step(*given)
        agree(parameters(net), right, names=PARAMETERS, layout="gradient", mistakes=[DEFAULT_OF_TRAIN], given=given)


# --------------------------------------------------------------------------------------------- train


def training(epoch):
    """Training by epoch(t, *params, X, y, learning_rate): the loss before each epoch, and the parameters at the end."""

    def f(*inputs):
        *params, X, y, learning_rate, epochs = inputs
        losses = []
        for t in range(epochs):
            losses.append(value_of(cost, *params, X, y))
            params = epoch(t, *params, X, y, learning_rate)
        return np.array(losses), *params

    return f


# Gradient descent by autograd.
descent = once(training(lambda t, *inputs: after_step(*inputs)))


def trained(epoch):
    """Training by other epochs."""
    wrong = once(training(epoch))
    return lambda right, *inputs: wrong(*inputs)


def in_batches(size):
    """An epoch of one step for so many samples in turn."""

    def epoch(t, *inputs):
        *params, X, y, learning_rate = inputs
        for i in range(0, len(X), size):
            params = after_step(*params, X[i : i + size], y[i : i + size], learning_rate)
        return params

    return epoch


def with_rate(factor):
    """An epoch whose learning rate is the given one times factor(t)."""
    return lambda t, *inputs: after_step(*inputs[:6], factor(t) * inputs[6])


def standardised(right, *inputs):
    """Training on features of mean 0 and standard deviation 1."""
    *params, X, y, learning_rate, epochs = inputs
    spread = X.std(axis=0)
    if not spread.all():
        return right  # a feature that never changes has no such form, so the mistake shows in nothing here
    return descent(*params, (X - X.mean(axis=0)) / spread, y, learning_rate, epochs)


def counting(losses, steps):
    """The training with so many losses and so many steps more than there should be."""
    return lambda right, *inputs: (
        descent(*inputs[:7], inputs[7] + 1)[0][: inputs[7] + losses],
        *descent(*inputs[:7], inputs[7] + steps)[1:],
    )


def stopping(where, recorded, taken):
    """Training stops at the first epoch t with where(losses[t] - losses[t - 1]): with so many losses and steps more
    than the t before it."""

    def wrong(right, *inputs):
        losses = right[0]
        t = next((t for t in range(1, len(losses)) if where(losses[t] - losses[t - 1])), None)
        return right if t is None else (losses[: t + recorded], *descent(*inputs[:7], t + taken)[1:])

    return wrong


def rises(change):
    """Whether the loss goes up by more than rounding does."""
    return change > 1e-9


def rests(change):
    """Whether the loss stays what it is, but for rounding."""
    return abs(change) < 1e-9


RATE_OF_BACKWARD = Mistake(
    "learning_rate_ignored",
    says="Your steps use the default learning rate of `backward`, 0.01.",
    answers=lambda right, *inputs: descent(*inputs[:6], 0.01, inputs[7]),
    hint="Which learning rate does each step get?",
)

TRAIN_MISTAKES = [
    Mistake(
        "losses_after_step",
        says="Your losses are the ones after each step.",
        answers=lambda right, *inputs: (descent(*inputs[:7], inputs[7] + 1)[0][1:], *right[1:]),
        hint="Is losses[0] the loss of the net as it was when `train` was called?",
    ),
    Mistake(
        "uphill",
        says="Your steps go along the gradient, uphill.",
        answers=lambda right, *inputs: descent(*inputs[:6], -inputs[6], inputs[7]),
        hint="Do your losses go down?",
    ),
    RATE_OF_BACKWARD,
    *(
        Mistake(
            name,
            says=f"You take one step for {each}; the lesson takes one step for all samples together.",
            answers=trained(in_batches(size)),
            hint="How many steps does your net take in one epoch?",
        )
        for name, each, size in (
            ("sample_by_sample", "each sample", 1),
            ("mini_batches", "every four samples", 4),
            ("mini_batches_of_32", "every 32 samples", 32),
        )
    ),
    *(
        Mistake(
            name,
            says=f"The learning rate of your epoch t is {formula}, for t = 0, 1, ...",
            answers=trained(with_rate(factor)),
            hint="Which learning rate does the last step of the lesson use?",
        )
        for name, formula, factor in (
            ("rate_falls", "learning_rate/(1 + 0.1 t)", lambda t: 1 / (1 + 0.1 * t)),
            ("rate_falls_fast", "learning_rate/(1 + t)", lambda t: 1 / (1 + t)),
            ("rate_falls_slowly", "learning_rate/(1 + 0.01 t)", lambda t: 1 / (1 + 0.01 * t)),
            ("rate_falls_by_percent", "0.99ᵗ·learning_rate", lambda t: 0.99**t),
        )
    ),
    Mistake(
        "standardised",
        says="You train on standardised features, not on the X that is given.",
        answers=standardised,
        hint="Which X does losses[0] belong to? What would `forward` need to know to work on the same scale?",
    ),
    Mistake(
        "nothing_moves",
        says="Your net stays as it was.",
        answers=lambda right, *inputs: (np.full(inputs[7], right[0][0]), *inputs[:4]),
        hint="Does each epoch take a step?",
    ),
    Mistake(
        "last_step_missing",
        says="Your losses are right, but you do not take the last step.",
        answers=counting(losses=0, steps=-1),
        hint="Print W2 before and after an epoch of `train`. How many steps belong to one epoch?",
    ),
    Mistake(
        "one_epoch_less",
        says="You train for one epoch too few.",
        answers=counting(losses=-1, steps=-1),
        hint="How many entries does losses have for epochs=1?",
    ),
    Mistake(
        "one_epoch_more",
        says="You train for one epoch too many.",
        answers=counting(losses=1, steps=1),
        hint="How many entries does losses have for epochs=1?",
    ),
    *(
        Mistake(
            name,
            says=f"Your training stops where the loss {does}.",
            answers=stopping(where, recorded, taken),
            hint="How many epochs does the lesson take, whatever the loss does?",
        )
        for name, does, where, recorded, taken in (
            ("stops_at_a_rise", "goes up", rises, 1, 0),
            ("stops_before_a_rise", "goes up", rises, 0, 0),
            ("stops_after_a_rise", "goes up", rises, 1, 1),
            ("stops_at_rest", "hardly changes", rests, 1, 0),
            ("stops_before_rest", "hardly changes", rests, 0, 0),
        )
    ),
]


def descended(net, losses, *inputs):
    """Hold what train gave for params, X, y, learning_rate and epochs, and the net after it, against autograd's."""
    agree(
        (losses, *parameters(net)),
        descent(*inputs),
        names=("losses", *PARAMETERS),
        layout="gradient",
        mistakes=TRAIN_MISTAKES,
        given=inputs,
    )


@question("SimpleNN.train", weight=2)
def test_one_epoch_of_the_lesson(submission):
    """One epoch on the lesson's samples gives losses = [9] and the parameters of section 5."""
    *params, X, y = LESSON
    net = net_with(submission, *params)
    descended(net, net.train(X, y, epochs=1, learning_rate=0.1), *params, X, y, 0.1, 1)


@question("SimpleNN.train", weight=4)
def test_twelve_epochs(submission, cases):
    """Twelve epochs end where autograd's do, and losses[t] is the loss before step t."""
    for *params, X, y in cases(calm, dict(N=8, d=4, h=5, k=3), dict(N=36, d=4, h=4, k=4)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y, 12, 0.05), *params, X, y, 0.05, 12)


def silent(rng, N, d, h, k):
    """All hidden units are silent, so that the net is b2, which is negative while y is not, and its loss a bowl."""
    W1, _, W2, b2, X, y = mixed(rng, N, d, h, k)
    return W1, -1 - 3 * np.abs(X @ W1).max(axis=0), W2, -1 - np.abs(b2), X, np.abs(y)


def overshooting(rng, N, d, h, k):
    """The same, a learning rate whose steps end 1.5 times as far away on the other side of the bowl, and four epochs."""
    return *silent(rng, N, d, h, k), 2.5, 4


def resting(rng, N, d, h, k):
    """The same at the bottom of the bowl, where no step moves anything (to the bit where N is a power of 2): six of 0.1."""
    W1, b1, W2, *_, X, _ = silent(rng, N, d, h, k)
    b2, apart = (-rng.integers(1, 4, size=size).astype(float) for size in (k, (N // 2, k)))
    y = b2 + np.concatenate([apart, -apart])
    return W1, b1, W2, b2, X[: len(y)], y, 0.1, 6


@question(
    "SimpleNN.train",
    weight=2,
    hint="How many losses and steps are there where the loss goes up, and where it stays the same?",
)
def test_every_epoch_is_taken(submission, cases):
    """All epochs are taken and recorded, even where the loss rises or stays the same."""
    asked = [*cases(overshooting, dict(N=5, d=2, h=4, k=2)), *cases(resting, dict(N=4, d=2, h=4, k=2))]
    for *params, X, y, learning_rate, epochs in asked:
        net = net_with(submission, *params)
        descended(net, net.train(X, y, epochs, learning_rate), *params, X, y, learning_rate, epochs)


@question(
    "SimpleNN.train", weight=2, hint="Is it right if you pass epochs=100 and learning_rate=0.1? What are your defaults?"
)
def test_training_without_numbers(submission, cases):
    """The default learning rate is 0.1, and 100 epochs are the default, even where nothing is left to learn."""
    for *params, X, y in cases(silent, dict(N=7, d=2, h=4, k=1)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y, epochs=6), *params, X, y, 0.1, 6)
    for *params, X, y, learning_rate, _ in cases(resting, dict(N=4, d=2, h=4, k=1)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y), *params, X, y, learning_rate, 100)


def sizes(rng, low, high):
    """N, d, h and k, all different."""
    return tuple(int(size) for size in rng.choice(np.arange(low, high), 4, replace=False))


def through_hidden(A1, W2, b2, y):
    """The loss as a function of the hidden activations."""
    return half_mean_square(A1 @ W2 + b2, y)


@once
def deck(N, d, h, k):
    """The answers of the quiz, from a net of these sizes and its gradients by autograd."""
    W1, b1, W2, b2 = (np.ones(shape) for shape in ((d, h), h, (h, k), k))
    X, y = np.ones((N, d)), np.zeros((N, k))
    gradients = gradients_of(cost, W1, b1, W2, b2, X, y)
    A1 = value_of(lambda *first: torch.relu(first[0] @ first[1] + first[2]), X, W1, b1)
    answer = value_of(predict, W1, b1, W2, b2, X)
    gain = torch.nn.init.calculate_gain("relu")
    return {
        "Z1": A1.shape,
        "dA1": grad_of(through_hidden, A1, W2, b2, y).shape,
        "dW1": gradients["W1"].shape,
        "db1": gradients["b1"].shape,
        "dW2 from": (A1.T.shape, grad_of(half_mean_square, answer, y).shape),
        "parameters": float(sum(gradient.size for gradient in gradients.values())),
        "std W1": gain / len(W1) ** 0.5,
        "std W2": gain / len(W2) ** 0.5,
        "mean": float(np.mean((answer - y) ** 2)) / value_of(half_mean_square, answer, y),
    }


QUIZ_MISTAKES = [
    Mistake(
        "weights_only",
        says="You did not count the biases.",
        answers=lambda right, N, d, h, k: right | {"parameters": float(d * h + h * k)},
        hint="How many arrays does one step of descent change?",
    ),
    Mistake(
        "xavier",
        says="This is Xavier's (Glorot's) initialisation.",
        answers=lambda right, N, d, h, k: right | {"std W1": (2 / (d + h)) ** 0.5, "std W2": (2 / (h + k)) ** 0.5},
        hint="Does the number of outputs matter to what one unit adds up?",
    ),
    Mistake(
        "fan_out",
        says="You used the size of the layer instead of the number of its inputs.",
        answers=lambda right, N, d, h, k: right | {"std W1": (2 / h) ** 0.5, "std W2": (2 / k) ** 0.5},
        hint="How many products does one unit of this layer add up?",
    ),
    Mistake(
        "rows_first",
        says="Your factors of dW2 lack the transpose.",
        answers=lambda right, N, d, h, k: right | {"dW2 from": ((N, h), (N, k))},
        hint="Which two sizes must be equal in the middle of a product?",
    ),
    Mistake(
        "without_outputs",
        says="This ratio is right only for one output; np.mean divides by N k.",
        answers=lambda right, *sizes: right | {"mean": 2.0},
        hint="By how many numbers does np.mean divide?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """All cards are right, for nets of several sizes."""
    for net in cases(sizes, dict(low=2, high=7), dict(low=5, high=12)):
        agree(submission.quiz(*net), deck(*net), mistakes=QUIZ_MISTAKES)
