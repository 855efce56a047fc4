"""The hidden checks of hw1. They never leave the staff."""

import numpy as np
import torch
from test_public import (
    CHECK_MISTAKES,
    GRADIENT_MISTAKES,
    HESSIAN_MISTAKES,
    JACOBIAN_MISTAKES,
    ahead,
    both,
    central,
    curved,
    differences,
    errors,
    exponentials,
    frail_curved,
    frail_exponentials,
    frail_landscape,
    landscape,
    smooth,
)

from autograder import Mistake, agree, grad_of, hessian_of, holds, jacobian_of, lend, once, question, unchanged


@once
def outer_alone(f, x, eps):
    """Central differences, with a step of eps, of exact gradients: row i is the gradient's entry i."""
    return np.stack([(grad_of(f, x + u) - grad_of(f, x - u)) / (2 * eps) for u in eps * np.eye(len(x))], axis=1)


def forward_of_forward(right, f, x, eps=1e-4):
    """Forward differences of forward differences."""
    steps = eps * np.eye(len(x))
    return np.array([[(f(x + u + v) - f(x + u) - f(x + v) + f(x)) / eps**2 for v in steps] for u in steps])


def straight(rng, m, n):
    """A linear f: R^n -> R^m and a point, 0 among its entries, where no difference with eps = 1/4 rounds."""
    A, x = rng.integers(1, 9, (m, n)) * rng.choice([-1.0, 1.0], (m, n)), rng.integers(-8, 9, n) / 4
    x[0] = 0.0
    A = torch.from_numpy(A)

    @lend
    def f(x):
        return A @ x

    return f, x


def summed(rng, n):
    """A scalar linear f and a point, 0 among its entries, where no difference with eps = 1/4 rounds."""
    lines, x = straight(rng, 1, n)

    @lend
    def f(x):
        return lines.body(x)[0]

    return f, x


@lend
def flat(x):
    """2.5, whatever x is."""
    return 0 * x.sum() + 2.5


def one_square(rng, n):
    """A linear f and the square of its first entry."""
    line, x = summed(rng, n)

    @lend
    def f(x):
        return line.body(x) + x[0] ** 2

    return f, x


def on_the_slope(rng, n):
    """A point outside [-1, 1] where sin(8πx) is steep: steps of 1/2 do not see it, tiny ones and those of x/2 do."""
    return rng.choice([-1, 1], n) * (rng.choice([11, 13, 19], n) / 8 + rng.uniform(-0.01, 0.01, n))


def rippled(rng, m, n):
    """A linear f: R^n -> R^m with a ripple that repeats every 1/4."""
    A, B = torch.from_numpy(rng.uniform(-2, 2, (m, n))), torch.from_numpy(rng.uniform(0.5, 1, (m, n)))

    @lend
    def f(x):
        return A @ x + B @ torch.sin(8 * torch.pi * x)

    @lend
    def smoothed(x):
        return A @ x

    return f, smoothed, on_the_slope(rng, n)


def rippled_bowl(rng, n):
    """A quadratic f with a ripple that grows with x: second differences see it where either of them has a tiny step."""
    S, growth = torch.from_numpy(rng.uniform(-2, 2, (n, n))), torch.from_numpy(rng.uniform(0.5, 1, n))

    @lend
    def smoothed(x):
        return x @ S @ x

    @lend
    def f(x):
        return smoothed.body(x) + (growth @ x) * torch.sin(8 * torch.pi * x).sum()

    return f, smoothed, on_the_slope(rng, n)


def some_zero(rng, shape, factors):
    """A function that does not depend on every second entry of x, its gradient times `factors`, and a point."""
    weights = np.resize([1, 1, -1], shape) * rng.uniform(1, 2, shape)
    weights.flat[1::2] = 0.0
    weights, off = torch.from_numpy(weights), torch.from_numpy(np.resize(factors, shape))

    @lend
    def f(x):
        return (weights * torch.exp(x)).sum()

    @lend
    def grad(x):
        return off * weights * torch.exp(x)

    return f, grad, rng.uniform(-1, 1, shape)


def steep(rng, factors):
    """A function with one partial derivative in the hundreds beside three below 1; its gradient times `factors`."""
    weights = torch.from_numpy(np.array([500.0, 1.0, -1.0, 1.0]) * rng.uniform(0.5, 0.9, 4))
    off = torch.from_numpy(np.array(factors))

    @lend
    def f(x):
        return (weights * torch.sin(x)).sum()

    @lend
    def grad(x):
        return off * weights * torch.cos(x)

    return f, grad, rng.uniform(-1, 1, 4)


def far(rng, shape):
    """A scalar f and a point: |x| is near 2π or 4π, where f' is of order 1 and a step of 1/4 is not one of x/4."""
    weights = torch.from_numpy(rng.choice([-1, 1], shape) * rng.uniform(1, 2, shape))

    @lend
    def f(x):
        return (weights * torch.sin(x)).sum() + x.sum() ** 2 / 8

    return f, rng.choice([-1, 1], shape) * (2 * np.pi * rng.integers(1, 3, shape) + rng.uniform(-0.5, 0.5, shape))


def second(f, x, eps):
    """Central differences of central differences, with a step for each entry."""
    return differences(x, eps, lambda step: (central(f, x + step, eps) - central(f, x - step, eps)) / 2)


def growing(answer):
    """Steps that grow with x, in the two ways that are in use; `answer(f, x, steps)` is what comes of them."""
    return [
        Mistake(
            name,
            says="The step grows with x; eps is the step itself.",
            answers=lambda right, f, x, eps, growth=growth: answer(f, x, eps * growth(np.abs(x))),
            hint="At x = 8 and for eps = 0.25, at which points do you evaluate f?",
        )
        for name, growth in [
            ("relative_step", lambda size: np.maximum(1.0, size)),
            ("step_grows_everywhere", lambda size: 1.0 + size),
        ]
    ]


STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is what a tiny step gives; it is not the eps that was given.",
        answers=lambda right, f, x, eps: grad_of(f, x),
        hint="Where does eps enter your steps? Is it handed on to every function that takes one?",
    ),
    *growing(central),
    Mistake(
        "half_step",
        says="Your two points are eps apart, half a step to either side.",
        answers=lambda right, f, x, eps: central(f, x, eps / 2),
        hint="At x = 1 and for eps = 0.1, at which two points do you evaluate f?",
    ),
    Mistake(
        "forward",
        says="These are forward differences.",
        answers=lambda right, f, x, eps: ahead(f, x, eps),
        hint="Halve eps. Does your error halve, or drop by four?",
    ),
    *(mistake for mistake in GRADIENT_MISTAKES if mistake.composes),
]
JACOBIAN_STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is what a tiny step gives; it is not the eps that was given.",
        answers=lambda right, f, x, eps: jacobian_of(f, x),
        hint="Where does eps enter your steps? Is it handed on to every function that takes one?",
    ),
    *growing(central),
    *JACOBIAN_MISTAKES,
]
HESSIAN_STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is what tiny steps give; they are not the eps that was given.",
        answers=lambda right, f, x, eps: hessian_of(f, x),
        hint="Where does eps enter your steps? Is it handed on to every function that takes one?",
    ),
    Mistake(
        "eps_in_the_outer_difference_alone",
        says="One of the two differences does not get eps: the inner one has a step of its own.",
        answers=lambda right, f, x, eps: outer_alone(f, x, eps),
        hint="Which calls in your code take a step? Does each of them get eps?",
    ),
    Mistake(
        "eps_in_the_inner_difference_alone",
        says="One of the two differences does not get eps: the outer one has a step of its own.",
        answers=lambda right, f, x, eps: outer_alone(f, x, eps).T,
        hint="Which calls in your code take a step? Does each of them get eps?",
    ),
    Mistake(
        "eps_in_one_difference_alone",
        says="One of the two differences does not get eps, and has a step of its own.",
        answers=lambda right, f, x, eps: (outer_alone(f, x, eps) + outer_alone(f, x, eps).T) / 2,
        hint="Which calls in your code take a step? Does each of them get eps?",
    ),
    *growing(second),
    *HESSIAN_MISTAKES,
]
CHECK_STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is the answer for a tiny step; it is not the eps that was given.",
        answers=lambda right, f, grad, x, eps: np.abs(errors(*both(f, grad, x))).max(),
        hint="Is eps handed on to the function that takes the differences?",
    ),
    *CHECK_MISTAKES,
]
STEP_HINT = "eps is the step itself, whatever x is. Is it the one in every difference that you take?"


@question("numerical_gradient", weight=7)
def test_gradient_at_several_shapes(submission, cases):
    """The gradient agrees with autograd for one number, for three axes, and for more than 32 entries."""
    for f, x in cases(smooth, dict(shape=(1,)), dict(shape=(2, 1, 3)), dict(shape=(3, 11))):
        agree(submission.numerical_gradient(f, x), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient", weight=2)
def test_gradient_of_straight_functions(submission, cases):
    """The gradient of a linear function is its coefficients and that of a constant is zero, with a large step too."""
    for f, x in cases(summed, dict(n=3)):
        agree(submission.numerical_gradient(f, x, 0.25), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)
        agree(submission.numerical_gradient(flat, x, 0.25), np.zeros(3), layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient", weight=2, hint=STEP_HINT)
def test_gradient_takes_the_step_it_is_given(submission, cases):
    """With a large eps the answer is that of central differences with that step, near 0 and far from it."""
    for (f, x), eps in [
        *((case, 0.1) for case in cases(smooth, dict(shape=(4,)))),
        (cases(far, dict(shape=(3,)))[0], 0.25),
    ]:
        agree(submission.numerical_gradient(f, x, eps), central(f, x, eps), layout="gradient", mistakes=STEP_MISTAKES)


@question("numerical_gradient", weight=3)
def test_gradient_evaluates_f_twice_an_entry(submission, cases):
    """f is evaluated at most 2·x.size times."""
    for f, x in cases(smooth, dict(shape=(2, 3))):
        agree(
            submission.numerical_gradient(f.at_most(2 * x.size), x),
            grad_of(f, x),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
        )


@question("numerical_gradient", weight=2)
def test_gradient_remembers_nothing(submission, cases):
    """The gradient depends on the arguments alone, not on what was asked before."""
    (f, x), (g, y) = cases(smooth, dict(shape=(2,)), n=2)
    for function_, point in [(g, y), (f, x), (f, y), (g, y)]:
        agree(
            submission.numerical_gradient(function_, point),
            grad_of(function_, point),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
        )


@question("jacobian", weight=8)
def test_jacobian_at_several_sizes(submission, cases):
    """The Jacobian agrees with autograd to 1e-4 for one output, one input, as many of both, and 40 outputs."""
    for f, x in cases(exponentials, dict(m=1, n=3), dict(m=4, n=1), dict(m=3, n=3), dict(m=40, n=2)):
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-4, mistakes=JACOBIAN_MISTAKES)


@question("jacobian")
def test_jacobian_of_straight_functions(submission, cases):
    """The Jacobian of a linear function is its matrix, with a large step and for an entry that is 0 too."""
    for f, x in cases(straight, dict(m=2, n=3)):
        agree(submission.jacobian(f, x, 0.25), jacobian_of(f, x), mistakes=JACOBIAN_MISTAKES)


@question("jacobian", weight=2, hint=STEP_HINT)
def test_jacobian_takes_the_step_it_is_given(submission, cases):
    """With eps = 0.5 a ripple that repeats every 0.25 is not seen, wherever x is."""
    for f, smoothed, x in cases(rippled, dict(m=3, n=2)):
        agree(submission.jacobian(f, x, 0.5), jacobian_of(smoothed, x), mistakes=JACOBIAN_STEP_MISTAKES)


@question("jacobian")
def test_jacobian_leaves_x_alone(submission, cases):
    """jacobian answers and leaves x as it was, to the bit."""
    for f, x in cases(frail_exponentials, dict(m=3, n=2)):
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-4, mistakes=JACOBIAN_MISTAKES)
    unchanged()


@question("jacobian")
def test_jacobian_remembers_nothing(submission, cases):
    """The Jacobian depends on the arguments alone, not on what was asked before."""
    (f, x), (g, y) = cases(exponentials, dict(m=3, n=2), n=2)
    for function_, point in [(g, y), (f, x), (f, y), (g, y)]:
        agree(
            submission.jacobian(function_, point), jacobian_of(function_, point), rtol=1e-4, mistakes=JACOBIAN_MISTAKES
        )


@question("hessian", weight=4)
def test_hessian_at_several_sizes(submission, cases):
    """The Hessian agrees with autograd to 1e-3 for one number, for four, and asked twice."""
    (f, x), (g, y) = cases(curved, dict(n=1), dict(n=4))
    for function_, point in [(f, x), (g, y), (f, x)]:
        agree(submission.hessian(function_, point), hessian_of(function_, point), rtol=1e-3, mistakes=HESSIAN_MISTAKES)


@question("hessian", weight=3)
def test_hessian_is_as_exact_as_central_differences(submission, cases):
    """The Hessian agrees with autograd to 1e-5: central second differences do, forward ones do not."""
    forward = Mistake(
        "forward",
        says="These are forward differences of forward differences.",
        answers=forward_of_forward,
        hint="Halve eps. Does your error halve, or drop by four?",
    )
    for f, x in cases(curved, dict(n=2)):
        agree(submission.hessian(f, x), hessian_of(f, x), rtol=1e-5, mistakes=[forward, *HESSIAN_MISTAKES])


@question(
    "hessian", hint="Which two differences does H_ij come from, and which H_ji? Is the step the same in all four?"
)
def test_hessian_is_symmetric(submission, cases):
    """The Hessian is symmetric to rounding, with a large step too."""
    for f, x in cases(curved, dict(n=2)):
        right = hessian_of(f, x)
        H = submission.hessian(f, x, 0.1)
        if agree(H, right, rtol=0.3, mistakes=HESSIAN_MISTAKES):
            gap = np.abs(np.array(H) - np.array(H).T).max()
            holds(gap <= 1e-8 * np.abs(right).max(), f"entries that mirror each other differ by {gap:.2g}")


@question("hessian", hint=STEP_HINT)
def test_hessian_takes_the_step_it_is_given(submission, cases):
    """With eps = 0.5 a ripple that repeats every 0.25 is not seen, by either of the two differences, wherever x is."""
    for f, smoothed, x in cases(rippled_bowl, dict(n=2)):
        agree(submission.hessian(f, x, 0.5), hessian_of(smoothed, x), rtol=1e-4, mistakes=HESSIAN_STEP_MISTAKES)


@question("hessian")
def test_hessian_of_one_square(submission, cases):
    """The Hessian of a linear function with the square of x_1 added is 2 in the first place and zero elsewhere."""
    for f, x in cases(one_square, dict(n=2)):
        agree(submission.hessian(f, x, 0.25), hessian_of(f, x), mistakes=HESSIAN_MISTAKES)


@question("hessian")
def test_hessian_leaves_x_alone(submission, cases):
    """hessian answers and leaves x as it was, to the bit."""
    for f, x in cases(frail_curved, dict(n=2)):
        agree(submission.hessian(f, x), hessian_of(f, x), rtol=1e-3, mistakes=HESSIAN_MISTAKES)
    unchanged()


@question("gradient_check", weight=4)
def test_check_finds_one_wrong_entry(submission, cases):
    """One entry that is 1.25 times too large, or too small, is found beside a far larger derivative, be that wrong too."""
    for factors in [(1.0, 1.25, 1.0, 1.0), (1.0, 1.0, 1.0, 0.8), (1.0, 0.999, 1.0, 1.0), (1.01, 1.25, 1.0, 1.0)]:
        for f, grad, x in cases(steep, dict(factors=factors)):
            error = np.abs(errors(*both(f, grad, x))).max()
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check", weight=3)
def test_check_of_matrices(submission, cases):
    """x may have any shape: a wrong entry in a matrix is found wherever it stands, and a right gradient passes."""
    for shape, factors in [((2, 3), (1, 1, 1, 1, 2, 1)), ((3, 2), (1,)), ((2, 1, 2), (1, 0.5, 1, 1)), ((1,), (3,))]:
        for f, grad, x in cases(landscape, dict(shape=shape, factors=factors, scale=10.0)):
            error = np.abs(errors(*both(f, grad, x))).max()
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question(
    "gradient_check",
    weight=2,
    hint="For the claim (2, 0) where the gradient is (1, 0), what is the error of each entry by hand?",
)
def test_check_where_both_are_zero(submission, cases):
    """Where both derivatives are 0 the error is 0, in a right gradient and beside a wrong entry."""
    for factors, error in [((2.0, 1.0), 0.5), ((1.0,), 0.0)]:
        for f, grad, x in cases(some_zero, dict(shape=(5,), factors=factors)):
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check")
def test_check_of_small_derivatives(submission, cases):
    """An error is as large beside derivatives of 0.01, and of 100, as beside others: it is relative."""
    for factors, error, scale in [((1.0,), 0.0, 0.01), ((1.0, 2.0), 0.5, 0.01), ((1.0, 0.5), 0.5, 100.0)]:
        for f, grad, x in cases(landscape, dict(shape=(3,), factors=factors, scale=scale)):
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check", hint=STEP_HINT)
def test_check_takes_the_step_it_is_given(submission, cases):
    """With eps = 0.5 the answer is the error against central differences with a step of 0.5."""
    for f, grad, x in cases(landscape, dict(shape=(3,), scale=10.0)):
        error = np.abs(errors(grad(x), central(f, x, 0.5))).max()
        agree(submission.gradient_check(f, grad, x, 0.5), error, atol=1e-6, mistakes=CHECK_STEP_MISTAKES)


@question("gradient_check")
def test_check_leaves_x_alone(submission, cases):
    """gradient_check answers and leaves x as it was, to the bit, and a second answer is like the first."""
    for f, grad, x in cases(frail_landscape, dict(shape=(2,), factors=(1.0, 2.0), scale=10.0)) * 2:
        agree(submission.gradient_check(f, grad, x), 0.5, atol=1e-4, mistakes=CHECK_MISTAKES)
    unchanged()
