"""The hidden checks of hw5. They never leave the staff."""

import numpy as np
from test_public import (
    AT_ZERO,
    DEFAULT_OF_TRAIN,
    FORWARD_MISTAKES,
    GRADIENT_MISTAKES,
    LOSS_MISTAKES,
    PARAMETERS,
    SEED_IGNORED,
    STEP_MISTAKES,
    after_step,
    at_the_kink,
    calm,
    cost,
    descended,
    descent,
    gradients_of,
    mixed,
    net_with,
    overshooting,
    parameters,
    predict,
    resting,
)

from autograder import agree, holds, intermediates, question, unchanged, value_of

# One feature and one output, then as many of everything, then more units and samples than any example has.
SIZES = dict(N=9, d=1, h=4, k=1), dict(N=5, d=5, h=5, k=5), dict(N=40, d=7, h=33, k=4)


WEIGHTS = ("W1", "W2")


@intermediates("SimpleNN.forward")
def of_the_hidden_layer(answer, W1, b1, W2, b2, X):
    """What many keep in forward, for gradients to read."""
    z1 = X @ W1 + b1
    a1 = np.maximum(0, z1)
    return {"z1": z1, "z": z1, "a1": a1, "h": a1, "h1": a1, "hidden": a1, "z2": answer, "mask": z1 > 0}


@intermediates("SimpleNN.gradients")
def of_the_walk_back(answer, **_):
    """Gradients that are kept for backward."""
    return answer


def weights(net):
    """W1 and W2 of a net of the sizes 4, 6, 3 as arrays, where they are of the right shape and dtype; else None."""
    got = net.get(*WEIGHTS)
    fits = agree(got, (np.zeros((4, 6)), np.zeros((6, 3))), names=WEIGHTS, atol=np.inf)
    return tuple(np.asarray(part, dtype=float) for part in got) if fits else None


def in_turn(submission, cases, **sizes):
    """(net, its parameters, X, y): of two nets the first, the second, the first again, and that with other targets."""
    (*one, X, y), (*two, _, _) = cases(mixed, sizes, n=2)
    first, second = net_with(submission, *one), net_with(submission, *two)
    return [(first, one, X, y), (second, two, X, y), (first, one, X, y), (first, one, X, 1 - y)]


def lone(rng, d, h, k):
    """One sample only."""
    W1, b1, W2, b2, X, y = mixed(rng, 8, d, h, k)
    return W1, b1, W2, b2, X[:1], y[:1]


def far(rng, N, d, h, k):
    """Targets so far away that most entries of the gradients are larger than 10."""
    *rest, y = mixed(rng, N, d, h, k)
    return *rest, 500 * y


@question(
    "SimpleNN.init", weight=2, hint="What do you make your generator from, and does it draw every entry of W1 and W2?"
)
def test_seed(submission):
    """The same seed gives the same weights, whatever happens in between, and another seed gives others."""
    first, other, again = (weights(submission.SimpleNN(4, 6, 3, seed=seed)) for seed in (5, 6, 5))
    if first and other:
        agree(again, first, names=WEIGHTS, rtol=0, atol=0)
        same = [name for name, one, another in zip(WEIGHTS, first, other, strict=True) if np.array_equal(one, another)]
        named = SEED_IGNORED if len(same) == len(WEIGHTS) else None
        holds(not same, f"seeds 5 and 6 give the same {' and '.join(same)}", mistake=named)


@question("SimpleNN.init", hint="Which seed does a net use if it is given none? And do two nets share an array?")
def test_nets_of_their_own(submission):
    """The default seed is 0, and a net keeps its weights when others are made."""
    net = submission.SimpleNN(4, 6, 3)
    before = weights(net)
    if before:
        agree(weights(submission.SimpleNN(4, 6, 3, seed=0)), before, names=WEIGHTS, rtol=0, atol=0)
        submission.SimpleNN(4, 6, 3, seed=1)
        agree(weights(net), before, names=WEIGHTS, rtol=0, atol=0)


@question("SimpleNN.forward", weight=5)
def test_answers_at_several_sizes(submission, cases):
    """The outputs agree with the definition for one sample, one feature and one output, and for large nets."""
    for *params, X, _ in [*cases(lone, dict(d=3, h=5, k=2)), *cases(mixed, *SIZES)]:
        agree(
            net_with(submission, *params).forward(X),
            value_of(predict, *params, X),
            mistakes=FORWARD_MISTAKES,
            given=(*params, X),
        )


@question(
    "SimpleNN.forward",
    weight=3,
    hint="Is the first output of a new net right? What does your net keep besides its four parameters?",
)
def test_answers_of_the_net_as_it_is(submission, cases):
    """The outputs depend only on X and on the four parameters as they are now, not on earlier calls."""
    *first, X, _ = cases(mixed, dict(N=10, d=4, h=5, k=3))[0]
    *second, other, _ = cases(mixed, dict(N=11, d=4, h=5, k=3))[0]
    net = net_with(submission, *first)
    for batch in (other, X, X):
        agree(net.forward(batch), value_of(predict, *first, batch), mistakes=FORWARD_MISTAKES, given=(*first, batch))
    net.set(**dict(zip(PARAMETERS, second, strict=True)))
    agree(net.forward(X), value_of(predict, *second, X), mistakes=FORWARD_MISTAKES, given=(*second, X))
    for asked, params, batch, _ in in_turn(submission, cases, N=7, d=4, h=6, k=3):
        agree(asked.forward(batch), value_of(predict, *params, batch), mistakes=(), given=(*params, batch))


@question("SimpleNN.forward")
def test_forward_leaves_its_argument_alone(submission, cases):
    """forward is right and leaves X as it was."""
    for *params, X, _ in cases(mixed, dict(N=6, d=4, h=6, k=3)):
        agree(net_with(submission, *params).forward(X), value_of(predict, *params, X))
    unchanged()


@question("SimpleNN.loss", weight=4)
def test_loss_at_several_sizes(submission, cases):
    """The loss agrees with its definition for one feature and one output, and for large nets."""
    for *params, X, y in cases(mixed, *SIZES):
        agree(
            net_with(submission, *params).loss(X, y),
            value_of(cost, *params, X, y),
            mistakes=LOSS_MISTAKES,
            given=(*params, X, y),
        )


@question("SimpleNN.loss", hint="Is the first loss of a new net right? Does your net keep the y of an earlier call?")
def test_loss_of_the_net_and_the_targets_given(submission, cases):
    """The loss belongs to this net and to the y that is given, whatever the calls before were."""
    for net, params, X, y in in_turn(submission, cases, N=7, d=4, h=6, k=3):
        agree(net.loss(X, y), value_of(cost, *params, X, y), mistakes=LOSS_MISTAKES, given=(*params, X, y))


@question("SimpleNN.loss")
def test_loss_leaves_its_arguments_alone(submission, cases):
    """loss is right and leaves X and y as they were."""
    for *params, X, y in cases(mixed, dict(N=6, d=4, h=6, k=3)):
        agree(net_with(submission, *params).loss(X, y), value_of(cost, *params, X, y))
    unchanged()


@question("SimpleNN.gradients", weight=10, parts=PARAMETERS)
def test_gradients_at_several_sizes(submission, cases):
    """All four gradients agree with autograd for one sample, one feature and one output, and for large nets."""
    for *params, X, y in [*cases(lone, dict(d=3, h=5, k=2)), *cases(mixed, *SIZES)]:
        agree(
            net_with(submission, *params).gradients(X, y),
            gradients_of(cost, *params, X, y),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
            given=(*params, X, y),
        )


@question(
    "SimpleNN.gradients",
    weight=5,
    hint="Are the first gradients of a new net right? What does your net keep besides its four parameters?",
    parts=PARAMETERS,
)
def test_gradients_of_the_net_as_it_is(submission, cases):
    """The gradients depend only on X, y and the parameters as they are now; computing them changes nothing."""
    *params, X, y = cases(mixed, dict(N=9, d=3, h=6, k=2))[0]
    *_, other, target = cases(mixed, dict(N=12, d=3, h=6, k=2))[0]
    net = net_with(submission, *params)
    for batch in ((other, target), (X, y), (X, y)):
        agree(
            net.gradients(*batch),
            gradients_of(cost, *params, *batch),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
            given=(*params, *batch),
        )
    agree(parameters(net), tuple(params), names=PARAMETERS, layout="gradient", rtol=0, atol=0)
    for asked, held, *batch in in_turn(submission, cases, N=7, d=4, h=6, k=3):
        right = gradients_of(cost, *held, *batch)
        agree(asked.gradients(*batch), right, layout="gradient", mistakes=GRADIENT_MISTAKES, given=(*held, *batch))


@question(
    "SimpleNN.gradients",
    weight=2,
    hint="Are smaller gradients right? What happens to those above 10?",
    parts=PARAMETERS,
)
def test_large_gradients(submission, cases):
    """Gradients larger than 10 come out in full."""
    for *params, X, y in cases(far, dict(N=8, d=3, h=5, k=2)):
        agree(
            net_with(submission, *params).gradients(X, y),
            gradients_of(cost, *params, X, y),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
            given=(*params, X, y),
        )


@question(
    "SimpleNN.gradients",
    hint="Are the gradients right away from the kink? What is relu'(0) in the lesson?",
    parts=PARAMETERS,
)
def test_gradients_at_the_kink(submission, cases):
    """A sample with z1 = 0 in every unit adds nothing to the gradients of the hidden layer."""
    for *params, X, y in cases(at_the_kink, dict(N=8, d=3, h=5, k=2)):
        agree(
            net_with(submission, *params).gradients(X, y),
            gradients_of(cost, *params, X, y),
            layout="gradient",
            mistakes=[AT_ZERO],
            given=(*params, X, y),
        )


@question("SimpleNN.gradients", parts=PARAMETERS)
def test_gradients_leave_their_arguments_alone(submission, cases):
    """gradients is right and leaves X and y as they were."""
    for *params, X, y in cases(mixed, dict(N=6, d=4, h=6, k=3)):
        agree(net_with(submission, *params).gradients(X, y), gradients_of(cost, *params, X, y), layout="gradient")
    unchanged()


@question("SimpleNN.backward", weight=4, parts=PARAMETERS)
def test_a_step_of_a_large_net(submission, cases):
    """One large step of a large net ends where autograd's does."""
    for *params, X, y in cases(mixed, SIZES[-1]):
        net = net_with(submission, *params)
        net.backward(X, y, 1.0)
        agree(
            parameters(net),
            after_step(*params, X, y, 1.0),
            names=PARAMETERS,
            layout="gradient",
            mistakes=STEP_MISTAKES,
            given=(*params, X, y, 1.0),
        )


@question(
    "SimpleNN.backward",
    weight=2,
    hint="Is the step right if no `forward` of other samples comes before it? What does your net keep from it?",
    parts=PARAMETERS,
)
def test_a_step_after_another_batch(submission, cases):
    """The step belongs to the X that is given, whatever went through `forward` before."""
    for *params, X, y in cases(mixed, dict(N=9, d=4, h=6, k=3)):
        net = net_with(submission, *params)
        net.forward(X[::-1])
        net.backward(X, y, 1.0)
        agree(
            parameters(net),
            after_step(*params, X, y, 1.0),
            names=PARAMETERS,
            layout="gradient",
            mistakes=STEP_MISTAKES,
            given=(*params, X, y, 1.0),
        )


@question(
    "SimpleNN.backward",
    weight=3,
    hint="Is the first step right? What does your net keep from it besides its four parameters?",
    parts=PARAMETERS,
)
def test_two_steps(submission, cases):
    """The second step begins where the first one ended."""
    (*params, X, y), (*_, other, target) = cases(mixed, dict(N=10, d=4, h=5, k=3), n=2)
    net = net_with(submission, *params)
    another, alike = net_with(submission, *params), net_with(submission, *params)
    net.backward(X, y, 0.5)
    another.backward(X, 1 - y, 0.5)
    alike.backward(X, y, 0.5)
    net.backward(other, target, 0.25)
    agree(parameters(another), after_step(*params, X, 1 - y, 0.5), names=PARAMETERS, layout="gradient", mistakes=())
    once = after_step(*params, X, y, 0.5)
    agree(parameters(net), after_step(*once, other, target, 0.25), names=PARAMETERS, layout="gradient")


@question(
    "SimpleNN.backward",
    hint="Is the step right if you pass learning_rate=0.01? What is your default?",
    parts=PARAMETERS,
)
def test_the_default_learning_rate(submission, cases):
    """The default learning rate of a step is 0.01."""
    for *params, X, y in cases(mixed, dict(N=9, d=3, h=6, k=2)):
        net = net_with(submission, *params)
        net.backward(X, y)
        agree(
            parameters(net),
            after_step(*params, X, y, 0.01),
            names=PARAMETERS,
            layout="gradient",
            mistakes=[DEFAULT_OF_TRAIN],
            given=(*params, X, y, 0.01),
        )


@question("SimpleNN.backward", parts=PARAMETERS)
def test_backward_leaves_its_arguments_alone(submission, cases):
    """backward takes its step and leaves X and y as they were."""
    for *params, X, y in cases(mixed, dict(N=6, d=4, h=6, k=3)):
        net = net_with(submission, *params)
        net.backward(X, y, 0.01)
        agree(parameters(net), after_step(*params, X, y, 0.01), names=PARAMETERS, layout="gradient")
    unchanged()


@question("SimpleNN.train", weight=5, hint="Is the first call of `train` right? Where does the second one begin?")
def test_training_goes_on(submission, cases):
    """A second call of train, with other epochs and another learning rate, goes on where the first one ended."""
    *params, X, y = cases(calm, dict(N=12, d=3, h=7, k=2))[0]
    net = net_with(submission, *params)
    for target in (y, 1 - y, y):
        another = net_with(submission, *params)
        descended(another, another.train(X, target, 5, 0.05), *params, X, target, 0.05, 5)
    expected = tuple(params)
    for epochs, learning_rate in ((8, 0.05), (3, 0.02)):
        net_with(submission, *params).train(X, y, 1, 0.05)
        given = *expected, X, y, learning_rate, epochs
        descended(net, net.train(X, y, epochs=epochs, learning_rate=learning_rate), *given)
        _, *expected = descent(*given)


@question("SimpleNN.train", weight=3, hint="How many steps does one epoch take, however many samples there are?")
def test_training_on_many_samples(submission, cases):
    """One epoch is one step, also for forty samples."""
    for *params, X, y in cases(calm, dict(N=40, d=5, h=6, k=2)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y, 4, 0.05), *params, X, y, 0.05, 4)


@question("SimpleNN.train", weight=2, hint="How many losses and steps are there where the loss goes up?")
def test_a_loss_that_goes_up(submission, cases):
    """All epochs are taken and recorded, even where each step is too long and the loss rises."""
    for *params, X, y, learning_rate, epochs in cases(overshooting, dict(N=7, d=2, h=4, k=3)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y, epochs, learning_rate), *params, X, y, learning_rate, epochs)


@question("SimpleNN.train", weight=2, hint="How many losses are there where the loss stays the same?")
def test_a_loss_that_stays(submission, cases):
    """All epochs are recorded, even where there is nothing left to learn."""
    for *params, X, y, learning_rate, epochs in cases(resting, dict(N=8, d=2, h=4, k=3)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y, epochs, learning_rate), *params, X, y, learning_rate, epochs)


@question("SimpleNN.train")
def test_train_leaves_its_arguments_alone(submission, cases):
    """train is right and leaves X and y as they were."""
    for *params, X, y in cases(calm, dict(N=6, d=4, h=6, k=3)):
        net = net_with(submission, *params)
        descended(net, net.train(X, y, 2, 0.01), *params, X, y, 0.01, 2)
    unchanged()
