"""The hidden checks of hw3. They never leave the staff."""

from test_public import ACTIVATION_MISTAKES, GRADIENT_MISTAKES, NAMES, aimed, gradient_of, gradients_of, neuron, sloped

from autograder import Mistake, agree, question, unchanged, value_of

# One input, and more than any loop was tried with; the bias against w·x each time.
SIZES = (
    dict(n=1, low=0.3, high=0.9, swing=-1),
    dict(n=1, low=-4.0, high=-1.5, swing=-1),
    dict(n=40, low=0.3, high=0.9, swing=-1),
    dict(n=40, low=-0.9, high=-0.3, swing=-1),
    dict(n=7, low=20.0, high=30.0, swing=1),
)


def at_the_kink(rng, n):
    """z is exactly 0: small whole numbers, so that no rounding moves it."""
    w, x = rng.integers(1, 5, size=n).astype(float), rng.integers(1, 5, size=n).astype(float)
    return w, x, -float(w @ x)


AT_ZERO = Mistake(
    "derivative_at_zero",
    "The derivative of the ReLU at 0 is taken as 1.",
    gradient_of(sloped(lambda z, b: (z >= 0).double())),
    "What does the lesson say of relu'(0)?",
)


@question("activation", weight=4)
def test_answers_at_several_sizes(submission, cases):
    """The answer agrees with its definition for one input and for forty."""
    for inputs in cases(aimed, *SIZES):
        agree(submission.activation(*inputs), value_of(neuron, *inputs), among=ACTIVATION_MISTAKES)


@question("activation")
def test_activation_leaves_its_arguments_alone(submission, cases):
    """activation answers and leaves w and x as they were."""
    for inputs in cases(aimed, *SIZES[2:4]):
        agree(submission.activation(*inputs), value_of(neuron, *inputs), among=ACTIVATION_MISTAKES)
    unchanged()


@question("d_activation", weight=5)
def test_gradients_at_several_sizes(submission, cases):
    """dw, db and dx agree with autograd for one input and for forty."""
    for inputs in cases(aimed, *SIZES):
        agree(
            submission.d_activation(*inputs),
            gradients_of(neuron, *inputs),
            names=NAMES,
            layout="gradient",
            among=GRADIENT_MISTAKES,
        )


@question("d_activation", weight=2)
def test_gradients_remember_nothing(submission, cases):
    """The gradients depend on the arguments alone, not on what was asked before."""
    loud, quiet = cases(aimed, dict(n=4, low=1.5, high=3.0, swing=1), dict(n=4, low=-3.0, high=-1.5, swing=1))
    for inputs in (quiet, loud, loud, quiet):
        agree(
            submission.d_activation(*inputs),
            gradients_of(neuron, *inputs),
            names=NAMES,
            layout="gradient",
            among=GRADIENT_MISTAKES,
        )


@question("d_activation")
def test_gradients_at_the_kink(submission, cases):
    """At z = 0 all three gradients are zero, as the lesson says, on either side what they are there."""
    for inputs in [*cases(at_the_kink, dict(n=3), dict(n=5)), *cases(aimed, *SIZES[2:4])]:
        agree(
            submission.d_activation(*inputs),
            gradients_of(neuron, *inputs),
            names=NAMES,
            layout="gradient",
            among=[AT_ZERO],
        )


@question("d_activation")
def test_gradients_leave_their_arguments_alone(submission, cases):
    """d_activation answers and leaves w and x as they were."""
    for inputs in cases(aimed, *SIZES[2:4]):
        agree(submission.d_activation(*inputs), gradients_of(neuron, *inputs), names=NAMES, layout="gradient")
    unchanged()
