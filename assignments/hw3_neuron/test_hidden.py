"""The hidden checks of hw3. They never leave the staff."""

from test_public import (
    ACTIVATION_MISTAKES,
    AT_ZERO,
    GRADIENT_MISTAKES,
    NAMES,
    aimed,
    at_the_kink,
    gradients,
    neuron,
    plain,
)

from autograder import agree, question, unchanged, value_of

# One input, and more than any loop was tried with.
SIZES = (
    dict(n=1, low=0.3, high=0.9, bias="turns"),
    dict(n=1, low=-4.0, high=-1.5, bias="turns"),
    dict(n=40, low=0.3, high=0.9, bias="turns"),
    dict(n=40, low=-0.9, high=-0.3, bias="hinders"),
    dict(n=7, low=20.0, high=30.0, bias="helps"),
)


# Of each sign, for checks that ask for something else: no case is in two checks.
OTHERS = dict(n=6, low=0.3, high=0.9, bias="turns"), dict(n=6, low=-0.9, high=-0.3, bias="hinders")
BESIDE = dict(n=8, low=0.3, high=0.9, bias="turns"), dict(n=8, low=-0.9, high=-0.3, bias="hinders")
PLAIN = dict(n=2, b=1.0), dict(n=6, b=0.0), dict(n=6, b=-1.0)


@question("activation", weight=4)
def test_answers_at_several_sizes(submission, cases):
    """The output agrees with its definition for one input and for forty."""
    first, *others = cases(aimed, *SIZES)
    for inputs in [first, *others, *cases(plain, *PLAIN), first]:
        agree(submission.activation(*inputs), value_of(neuron, *inputs), mistakes=ACTIVATION_MISTAKES)


@question("activation")
def test_activation_leaves_its_arguments_alone(submission, cases):
    """activation is right and leaves w and x as they were."""
    for inputs in cases(aimed, *OTHERS):
        agree(submission.activation(*inputs), value_of(neuron, *inputs), mistakes=ACTIVATION_MISTAKES)
    unchanged()


@question("d_activation", weight=5, parts=NAMES)
def test_gradients_at_several_sizes(submission, cases):
    """dw, db and dx agree with autograd for one input and for forty."""
    for inputs in [*cases(aimed, *SIZES), *cases(plain, *PLAIN)]:
        gradients(submission.d_activation, inputs)


@question(
    "d_activation",
    weight=2,
    hint="Is this the only check that fails? Then call it for a silent neuron, an active one, and the silent one again. What changes?",
    parts=NAMES,
)
def test_gradients_remember_nothing(submission, cases):
    """The gradients depend only on the arguments, not on earlier calls."""
    quiet, loud = cases(aimed, dict(n=4, low=-3.0, high=-1.5, bias="turns"), dict(n=4, low=1.5, high=3.0, bias="turns"))
    for inputs in (quiet, loud, loud, quiet):
        gradients(submission.d_activation, inputs)


@question(
    "d_activation",
    hint="Is this the only check that fails? Then look at z = 0: what does the lesson say about relu'(0)?",
    parts=NAMES,
)
def test_gradients_at_the_kink(submission, cases):
    """At z = 0 all three gradients are zero, as the lesson says; just above and below 0 they are the usual ones."""
    for inputs in [*cases(at_the_kink, dict(n=3, side=1), dict(n=5, side=-1)), *cases(aimed, *BESIDE)]:
        gradients(submission.d_activation, inputs, mistakes=[AT_ZERO, *GRADIENT_MISTAKES])


@question("d_activation", parts=NAMES)
def test_gradients_leave_their_arguments_alone(submission, cases):
    """d_activation is right and leaves w and x as they were."""
    for inputs in cases(aimed, *OTHERS):
        gradients(submission.d_activation, inputs)
    unchanged()
